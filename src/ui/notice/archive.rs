//! The notices of files that a person opened, or should open.

use super::Notice;
use crate::{source::ArchiveFault, ui::sentence::full_sentence};
use percent_encoding::percent_decode_str;

/// What may be opened.
const FORMS: &str = "Porthole opens what docker save, podman save, skopeo copy and docker buildx build --output type=oci write into a file.";

/// The notice of a file that holds no images, or was not opened.
pub fn of_archive(name: &str, fault: &ArchiveFault) -> Notice {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let (code, title, advice) = match fault {
        ArchiveFault::NotOpened => (
            "not-found",
            format!("Open {name} to look inside it"),
            "A page can only read files that it is given: choose the file, or drop it here. It stays on this machine.".to_owned(),
        ),
        ArchiveFault::NoReader => (
            "defect",
            "A part of Porthole could not be loaded".to_owned(),
            "Reload the page, and open the file again.".to_owned(),
        ),
        ArchiveFault::Unreadable => (
            "unreachable",
            format!("{name} cannot be read any more"),
            "It has changed, moved or gone since it was opened: open it again. A folder has to be put into one file first: tar cf image.tar folder.".to_owned(),
        ),
        ArchiveFault::Compressed { with } => (
            "unsupported",
            format!("{name} is compressed with {with}"),
            format!("Unpack it first ({with} -d), and open what comes out. Gzip is unpacked here."),
        ),
        ArchiveFault::Gzip => (
            "malformed",
            format!("{name} cannot be unpacked"),
            "It may have been cut on its way: copy or save it again. Or it is made of several gzip files, one behind the other, or unpacks to more than the browser keeps: unpack it first (gzip -d).".to_owned(),
        ),
        ArchiveFault::Unpacked { .. } => (
            "too-large",
            format!("{name} unpacks to more than is kept here"),
            "If that is what it should be, unpack it first (gzip -d): of what is not compressed, only what is shown is read.".to_owned(),
        ),
        ArchiveFault::TooMany { .. } => (
            "too-large",
            format!("{name} is too large to be looked into"),
            "No tool writes so much for images: save the image again, alone, with docker save or skopeo copy.".to_owned(),
        ),
        ArchiveFault::Sparse { .. } => (
            "unsupported",
            format!("{name} stores sparse files"),
            "Make the archive again, without tar's -S (--sparse).".to_owned(),
        ),
        ArchiveFault::Cut { .. } => (
            "malformed",
            format!("{name} is not complete"),
            "It may have been cut on its way: copy or save it again.".to_owned(),
        ),
        ArchiveFault::NotTar { .. } | ArchiveFault::NoImage { .. } => (
            "malformed",
            format!("{name} does not contain container images"),
            FORMS.to_owned(),
        ),
        ArchiveFault::Layout { .. } | ArchiveFault::Manifest { .. } | ArchiveFault::Config { .. } => (
            "malformed",
            format!("{name} is a broken archive of images"),
            "Save the image again, with docker save or skopeo copy.".to_owned(),
        ),
    };
    let notice = Notice::new(code, title, advice);
    match fault {
        ArchiveFault::NotOpened | ArchiveFault::Unreadable | ArchiveFault::Compressed { .. } => {
            notice
        }
        fault => notice.with(full_sentence(&fault.to_string())),
    }
}

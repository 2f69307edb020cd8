//! Archives that break off, and files of which only pieces are stored.

use super::{MARKER, header, listed, open, path_of, tar, text};
use porthole::{
    oci::{Digest, Severity},
    source::{
        ArchiveFault,
        archive::{Archive, Part},
    },
};
use tar::{Builder, EntryType, Header};

/// Where an archive is said to break off.
fn broken_at(archive: &Archive) -> Option<String> {
    let [problem] = archive.problems() else {
        assert_eq!(archive.problems(), []);
        return None;
    };
    assert_eq!(problem.rule, "archive-broken");
    assert_eq!(problem.severity, Severity::Error);
    let position = problem
        .message
        .strip_prefix("the archive breaks off at byte ");
    let position = position
        .unwrap()
        .strip_suffix(": what follows is not known");
    Some(position.unwrap().to_owned())
}

#[tokio::test]
async fn an_archive_that_breaks_off_is_shown_as_far_as_it_goes_and_said_to_be_broken() {
    let blob = vec![1; 3000];
    let files: [(&str, &[u8]); 3] = [
        ("oci-layout", MARKER),
        ("index.json", b"{}"),
        ("blobs/sha256/ab", &blob),
    ];
    let whole = tar(&files);
    let files = &whole[..512 * 4];
    let extended = &whole[512 * 4..][..512];
    let mut long = Header::from_byte_slice(extended).clone();
    long.set_entry_type(EntryType::GNULongName);
    long.set_size(0);
    long.set_cksum();
    for (what, bytes, want) in [
        ("whole", whole.clone(), None),
        ("without the end", files.to_vec(), None),
        ("with half of it", [files, &[0; 512]].concat(), None),
        ("with a piece of it", [files, &[0; 100]].concat(), None),
        ("in a file", whole[..3000].to_vec(), Some("3000")),
        ("in a header", whole[..2100].to_vec(), Some("2048")),
        (
            "something else",
            [files, &[b'G'; 5000]].concat(),
            Some("2048"),
        ),
        (
            "behind a lone block of zeros",
            [files, &[0; 512], &whole].concat(),
            Some("2560"),
        ),
        (
            "behind a long name",
            [files, long.as_bytes().as_slice()].concat(),
            Some("2560"),
        ),
    ] {
        let (archive, file) = open(bytes).await;
        let archive = archive.unwrap();
        assert_eq!(text(&archive, &file, "index.json").await, "{}", "{what}");
        assert_eq!(broken_at(&archive).as_deref(), want, "{what}");
        // What is missing may be what follows.
        let size = want.map(|size| size.parse().unwrap());
        let missing = size.map(|size| Part::Missing(ArchiveFault::Cut { size }));
        assert_eq!(archive.part("blobs/sha256/cd"), missing, "{what}");
    }
}

/// Adds a sparse file of which 512 bytes are stored, in GNU's form, with more of its map behind the header.
fn add_sparse(archive: &mut Vec<u8>, path: &str) {
    let mut sparse = header(EntryType::GNUSparse, 512);
    sparse.set_path(path).unwrap();
    let gnu = sparse.as_gnu_mut().unwrap();
    gnu.set_is_extended(true);
    gnu.set_real_size(1 << 30);
    sparse.set_cksum();
    archive.extend_from_slice(sparse.as_bytes());
    for is_extended in [1, 0] {
        let mut map = [0; 512];
        map[504] = is_extended;
        archive.extend_from_slice(&map);
    }
    archive.extend_from_slice(&[b'd'; 512]);
}

/// A layout with sparse files in both forms, and a link to one.
pub fn sparse_archive() -> Vec<u8> {
    let mut bytes = Vec::new();
    add_sparse(&mut bytes, "blobs/sha256/ab");
    let mut builder = Builder::new(Vec::new());
    // As tar --format=posix -S writes it.
    let records = [
        ("GNU.sparse.major", b"1".as_slice()),
        ("GNU.sparse.minor", b"0"),
        ("GNU.sparse.name", b"blobs/sha256/cd"),
        ("GNU.sparse.realsize", b"1000000"),
    ];
    builder.append_pax_extensions(records).unwrap();
    let mut pieces = header(EntryType::Regular, 4);
    let path = "blobs/sha256/GNUSparseFile.7/cd";
    builder
        .append_data(&mut pieces, path, &b"1\n0\n"[..])
        .unwrap();
    bytes.extend_from_slice(&builder.into_inner().unwrap()[..2048]);
    bytes.extend(tar(&[
        ("oci-layout", MARKER),
        ("index.json", b"{}"),
        ("blobs/sha256/ef -> ab", b""),
    ]));
    bytes
}

#[tokio::test]
async fn a_sparse_file_is_said_to_be_one_and_hides_nothing_behind_it() {
    let (archive, file) = open(sparse_archive()).await;
    let archive = archive.unwrap();
    assert_eq!(text(&archive, &file, "index.json").await, "{}");
    assert_eq!(archive.problems(), []);
    for path in ["blobs/sha256/ab", "blobs/sha256/cd", "blobs/sha256/ef"] {
        let fault = ArchiveFault::Sparse {
            path: path.to_owned(),
        };
        assert_eq!(archive.part(path), Some(Part::Missing(fault)));
    }
}

#[tokio::test]
async fn what_cannot_be_shown_because_it_is_sparse_is_refused_with_the_reason() {
    let list = br#"[{"Config":"c","Layers":[]}]"#;
    for (path, rest) in [
        ("oci-layout", tar(&[("index.json", b"{}")])),
        ("index.json", tar(&[("oci-layout", MARKER)])),
        ("manifest.json", tar(&[("c", b"{}")])),
        ("c", tar(&[("manifest.json", list)])),
    ] {
        let mut bytes = Vec::new();
        add_sparse(&mut bytes, path);
        bytes.extend(rest);
        let (archive, _) = open(bytes).await;
        let path = path.to_owned();
        assert_eq!(archive.err(), Some(ArchiveFault::Sparse { path }));
    }
}

#[tokio::test]
async fn of_a_layer_that_a_list_names_it_is_known_why_it_is_missing() {
    let digest = Digest::sha256_of(b"layer");
    let config = format!(r#"{{"rootfs":{{"diff_ids":["{digest}"]}}}}"#);
    let list = r#"[{"Config":"c","Layers":["l"]}]"#;
    let rest = listed(list, &[("c", config.as_bytes())]);
    let mut sparse = Vec::new();
    add_sparse(&mut sparse, "l");
    sparse.extend(&rest);
    let end = rest.len() - 1024;
    let cut = [&rest[..end], &[b'G'; 512]].concat();
    for (bytes, want) in [
        (
            sparse,
            ArchiveFault::Sparse {
                path: "l".to_owned(),
            },
        ),
        (cut, ArchiveFault::Cut { size: end as u64 }),
    ] {
        let (archive, _) = open(bytes).await;
        let part = archive.unwrap().part(&path_of(&digest));
        assert_eq!(part, Some(Part::Missing(want)));
    }
}

#[tokio::test]
async fn a_config_that_an_archive_breaks_off_before_is_not_said_to_be_missing() {
    let mut bytes = listed(r#"[{"Config":"c"}]"#, &[]);
    bytes.truncate(1024);
    bytes.extend([b'G'; 512]);
    let (archive, _) = open(bytes).await;
    assert_eq!(archive.err(), Some(ArchiveFault::Cut { size: 1024 }));
}

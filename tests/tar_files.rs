//! The files of a layer are listed as the archive has them, however its bytes come, and as far as it is one.

#![cfg(not(target_arch = "wasm32"))]

use porthole::tar::{Entry, EntryKind, Files, LARGEST_KEPT, Lister, TarFault};
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};

fn header(kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(7);
    header.set_gid(8);
    header.set_mtime(9);
    header
}

/// A sparse file of which 512 bytes are stored; whether more of its map comes behind the header.
fn sparse(real_size: u64, is_extended: bool) -> Header {
    let mut sparse = Header::new_gnu();
    sparse.set_entry_type(EntryType::GNUSparse);
    sparse.set_path("sparse").expect("a path");
    sparse.set_size(512);
    sparse.set_mode(0o644);
    sparse.set_uid(7);
    sparse.set_gid(8);
    sparse.set_mtime(9);
    let gnu = sparse.as_gnu_mut().expect("GNU's form");
    gnu.set_real_size(real_size);
    gnu.set_is_extended(is_extended);
    sparse.set_cksum();
    sparse
}

fn entry(path: &str, kind: EntryKind, size: u64, link: &str) -> Entry {
    Entry {
        path: path.to_owned(),
        kind,
        size,
        mode: 0o644,
        owner: 7,
        group: 8,
        modified: 9,
        link: link.to_owned(),
    }
}

/// An archive with one of everything, and what is in it.
fn everything() -> (Vec<u8>, Vec<Entry>) {
    let mut archive = Builder::new(Vec::new());
    let long = format!("{}/file", "folder/".repeat(40));
    let (long_link, long_path) = ("x".repeat(300), long.replace("//", "/"));
    let mut add = |kind, path: &str, content: &[u8]| {
        let mut header = header(kind, content.len() as u64);
        archive
            .append_data(&mut header, path, content)
            .expect("an entry");
    };
    add(EntryType::Directory, "etc/", b"");
    add(EntryType::Regular, "etc/os-release", b"ID=test\n");
    add(EntryType::Regular, "empty", b"");
    add(EntryType::Regular, "large", &[7; 1536]);
    // GNU's way: a name that is too long lies in an entry before it.
    add(EntryType::Regular, &long, b"deep");
    add(EntryType::Fifo, "run/pipe", b"");
    add(EntryType::Char, "dev/null", b"");
    add(EntryType::Block, "dev/sda", b"");
    for (kind, path, target) in [
        (EntryType::Symlink, "bin", "usr/bin"),
        (EntryType::Symlink, "far", long_link.as_str()),
        (EntryType::Link, "etc/again", "etc/os-release"),
    ] {
        let mut header = header(kind, 0);
        archive
            .append_link(&mut header, path, target)
            .expect("a link");
    }
    // POSIX's way: everything in a pax header.
    archive
        .append_pax_extensions(
            [
                ("path", "./sbin//träge" as &str),
                ("uid", "4294967296"),
                ("mtime", "1700000000.25"),
                ("comment", "of no use"),
            ]
            .map(|(key, value)| (key, value.as_bytes())),
        )
        .expect("a pax header");
    let mut plain = header(EntryType::Regular, 3);
    archive
        .append_data(&mut plain, "short", &b"abc"[..])
        .expect("an entry");
    let pax = Entry {
        owner: 4_294_967_296,
        modified: 1_700_000_000,
        ..entry("sbin/träge", EntryKind::File, 3, "")
    };
    let want = vec![
        entry("etc", EntryKind::Directory, 0, ""),
        entry("etc/os-release", EntryKind::File, 8, ""),
        entry("empty", EntryKind::File, 0, ""),
        entry("large", EntryKind::File, 1536, ""),
        entry(&long_path, EntryKind::File, 4, ""),
        entry("run/pipe", EntryKind::Fifo, 0, ""),
        entry("dev/null", EntryKind::CharacterDevice, 0, ""),
        entry("dev/sda", EntryKind::BlockDevice, 0, ""),
        entry("bin", EntryKind::Symlink, 0, "usr/bin"),
        entry("far", EntryKind::Symlink, 0, &long_link),
        entry("etc/again", EntryKind::Hardlink, 0, "etc/os-release"),
        pax,
    ];
    (archive.into_inner().expect("an archive"), want)
}

fn list<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Files {
    let mut lister = Lister::default();
    for piece in pieces {
        lister.push(piece);
    }
    lister.finish()
}

#[test]
fn every_kind_of_entry_is_listed() {
    let (archive, entries) = everything();
    let fault = None;
    assert_eq!(list([archive.as_slice()]), Files { entries, fault });
}

#[test]
fn it_is_the_same_however_the_archive_is_cut_into_pieces() {
    let (archive, _) = everything();
    let want = list([archive.as_slice()]);
    for at in 0..=archive.len() {
        let (one, other) = archive.split_at(at);
        assert_eq!(list([one, other]), want, "cut at {at}");
    }
    assert_eq!(list(archive.chunks(1)), want);
    assert_eq!(list(archive.chunks(511)), want);
}

#[test]
fn an_archive_that_is_none_or_breaks_off_says_so() {
    let (whole, entries) = everything();
    let begin = |end: usize| &whole[..end];
    let mut torn = whole.clone();
    // The header behind that of `etc/`.
    torn[512] ^= 1;
    let mut no_number = whole[..512].to_vec();
    no_number[124..136].copy_from_slice(b"size unknown");
    // As runtimes read it: what lies behind a lone block of zeros is refused.
    let lone_zeros = [begin(512), &[0; 512], begin(512)].concat();
    let end_of_one = [begin(512), &[0; 512]].concat();
    let (not_tar, truncated) = (TarFault::NotTar, |position| TarFault::Truncated {
        position,
    });
    for (name, archive, listed, fault) in [
        ("nothing", &[][..], 0, None),
        ("zeros", &[0; 10_240], 0, None),
        ("a text", b"# A readme", 0, Some(not_tar)),
        ("a long text", &[b'#'; 2000], 0, Some(not_tar)),
        ("half a header", begin(100), 0, Some(not_tar)),
        ("no size", &no_number, 0, Some(not_tar)),
        ("no end", begin(512), 1, None),
        ("within a header", begin(700), 1, Some(truncated(700))),
        ("within a file", begin(1030), 2, Some(truncated(1030))),
        (
            "a broken header",
            &torn,
            1,
            Some(TarFault::Broken { position: 512 }),
        ),
        (
            "behind a lone block of zeros",
            &lone_zeros,
            1,
            Some(TarFault::Broken { position: 1024 }),
        ),
        ("one block of zeros at the end", &end_of_one, 1, None),
    ] {
        let files = list([archive]);
        assert_eq!(files.entries, entries[..listed], "{name}");
        assert_eq!(files.fault, fault, "{name}");
        assert_eq!(list(archive.chunks(7)), files, "{name}, in pieces");
    }
}

#[test]
fn only_an_old_archive_says_by_a_slash_that_an_entry_is_a_folder() {
    let long = format!("{}/{}", "d".repeat(99), "f".repeat(20));
    let (short, folder) = (&long[..100], format!("{long}/"));
    let (file, directory) = (EntryKind::File, EntryKind::Directory);
    for (flag, is_gnu, path, of_header, want) in [
        // As GNU tar and Python write a long path: the header has its first hundred bytes.
        (b'0', Some(true), &*long, short, file),
        (b'0', Some(false), &*long, short, file),
        (b'0', None, "", "file/", file),
        (b'5', None, "", "folder", directory),
        (0, Some(true), &*long, short, file),
        (0, Some(false), &*long, short, file),
        (0, Some(true), &*folder, &folder[..100], directory),
        (0, Some(false), &*folder, "short", directory),
        (0, None, "", "folder/", directory),
        (0, None, "", "file", file),
    ] {
        let mut archive = Builder::new(Vec::new());
        match is_gnu {
            Some(true) => {
                let header = header(EntryType::GNULongName, path.len() as u64);
                archive.append_data(&mut header.clone(), "././@LongLink", path.as_bytes())
            }
            Some(false) => archive.append_pax_extensions([("path", path.as_bytes())]),
            None => Ok(()),
        }
        .expect("an extended header");
        let mut header = header(EntryType::Regular, 3);
        let old = header.as_old_mut();
        old.linkflag = [flag];
        old.name[..of_header.len()].copy_from_slice(of_header.as_bytes());
        header.set_cksum();
        archive.append(&header, &b"abc"[..]).expect("an entry");
        let archive = archive.into_inner().expect("an archive");
        let path = if path.is_empty() { of_header } else { path };
        let size = if want == file && flag != b'5' { 3 } else { 0 };
        let want = entry(path.trim_end_matches('/'), want, size, "");
        let mut lister = Lister::default().keeping(0);
        lister.push(&archive);
        let kept = lister.take_kept().map(|kept| kept.bytes);
        let is_kept = kept.as_deref() == Some(b"abc");
        assert_eq!(lister.finish().entries, [want], "{flag} {of_header}");
        assert_eq!(is_kept, size > 0, "{flag} {of_header}");
    }
}

#[test]
fn what_lies_behind_the_end_is_not_listed() {
    let (mut archive, entries) = everything();
    archive.extend_from_slice(&[b'x'; 600]);
    assert_eq!(
        list([archive.as_slice()]),
        Files {
            entries,
            fault: None
        }
    );
}

#[test]
fn a_sparse_file_has_its_whole_size_and_hides_nothing_behind_it() {
    let sparse = sparse(1 << 30, true);
    let mut archive = sparse.as_bytes().to_vec();
    // One more block of its map, then its content.
    archive.extend_from_slice(&[0; 512]);
    archive.extend_from_slice(&[7; 512]);
    let mut behind = header(EntryType::Regular, 0);
    behind.set_path("behind").expect("a path");
    behind.set_cksum();
    archive.extend_from_slice(behind.as_bytes());
    let entries = vec![
        entry("sparse", EntryKind::File, 1 << 30, ""),
        entry("behind", EntryKind::File, 0, ""),
    ];
    assert_eq!(
        list([archive.as_slice()]),
        Files {
            entries,
            fault: None
        }
    );
}

#[test]
fn the_content_of_one_file_is_kept_if_it_is_there_as_a_whole() {
    let (archive, entries) = everything();
    let keep = |entry: usize, pieces: &[&[u8]]| {
        let entry = entry as u32;
        let mut lister = Lister::default().keeping(entry);
        for piece in pieces {
            lister.push(piece);
        }
        let kept = lister.take_kept();
        assert_eq!(lister.take_kept(), None, "it is taken once");
        kept.map(|kept| {
            assert_eq!(kept.entry, entry);
            kept.bytes
        })
    };
    for (position, entry) in entries.iter().enumerate() {
        let want: Option<&[u8]> = match entry.path.as_str() {
            "etc/os-release" => Some(b"ID=test\n"),
            "empty" => Some(b""),
            "large" => Some(&[7; 1536]),
            "sbin/träge" => Some(b"abc"),
            path if path.ends_with("/file") => Some(b"deep"),
            // Neither folders nor links nor devices have any.
            _ => None,
        };
        for size in [1, 7, 512, 100_000] {
            let pieces: Vec<&[u8]> = archive.chunks(size).collect();
            let kept = keep(position, &pieces);
            assert_eq!(kept.as_deref(), want, "{}, by {size}", entry.path);
        }
    }
    assert_eq!(keep(entries.len(), &[&archive]), None);
    // `large` begins behind four headers and one block of content.
    assert_eq!(keep(3, &[&archive[..5 * 512 + 100]]), None, "cut off");
}

#[test]
fn a_file_that_is_too_large_or_not_stored_as_a_whole_is_not_kept() {
    for (size, is_kept) in [(LARGEST_KEPT, true), (LARGEST_KEPT + 1, false)] {
        let mut header = header(EntryType::Regular, size);
        header.set_path("file").expect("a path");
        header.set_cksum();
        let mut lister = Lister::default().keeping(0);
        lister.push(header.as_bytes());
        for _ in 0..17 {
            lister.push(&[1; 1 << 20]);
        }
        assert_eq!(lister.take_kept().is_some(), is_kept, "{size}");
    }
    let sparse = sparse(1 << 20, false);
    let mut lister = Lister::default().keeping(0);
    lister.push(sparse.as_bytes());
    lister.push(&[7; 512]);
    assert_eq!(lister.take_kept(), None);
}

#[test]
fn a_sparse_file_is_not_kept_even_if_its_map_is_as_large_as_its_holes() {
    let (map, data) = ([b'1'; 512], [7; 512]);
    for (records, is_kept) in [
        (&[][..], true),
        (&[("comment", "GNU.sparse.major=1")], true),
        // Version 1.0: a block of map, then a block of content; unpacked, a block of hole is in the place of the map.
        (
            &[
                ("GNU.sparse.major", "1"),
                ("GNU.sparse.minor", "0"),
                ("GNU.sparse.name", "file"),
                ("GNU.sparse.realsize", "1024"),
            ],
            false,
        ),
        // Version 0.1 has its map in the records.
        (
            &[("GNU.sparse.size", "1024"), ("GNU.sparse.map", "512,512")],
            false,
        ),
        (&[("GNU.sparse.map", "512,512")], false),
    ] {
        let mut archive = Builder::new(Vec::new());
        let bytes = records.iter().map(|(key, value)| (*key, value.as_bytes()));
        archive.append_pax_extensions(bytes).expect("a pax header");
        let content = [map, data].concat();
        let mut header = header(EntryType::Regular, 1024);
        archive
            .append_data(&mut header, "file", &*content)
            .expect("an entry");
        let mut lister = Lister::default().keeping(0);
        lister.push(&archive.into_inner().expect("an archive"));
        assert_eq!(lister.take_kept().is_some(), is_kept, "{records:?}");
        let want = entry("file", EntryKind::File, 1024, "");
        assert_eq!(lister.finish().entries, [want], "{records:?}");
    }
}

/// An extended header with these bytes, as they are.
fn extended(kind: EntryType, content: &[u8]) -> Vec<u8> {
    let mut header = header(kind, content.len() as u64);
    header.set_path("extended").expect("a path");
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// `29 path=usr/share/doc/readme\n`.
fn record(key: &str, value: &[u8]) -> Vec<u8> {
    let rest = [b" ", key.as_bytes(), b"=", value, b"\n"].concat();
    let mut length = rest.len();
    while length != rest.len() + length.to_string().len() {
        length = rest.len() + length.to_string().len();
    }
    [length.to_string().as_bytes(), &rest].concat()
}

#[test]
fn pax_records_are_as_long_as_they_say_whatever_their_values_hold() {
    let pax = EntryType::XHeader;
    let forged = record("SCHILY.xattr.user.a", b"x\n29 path=usr/share/doc/readme");
    let lost = [
        record("SCHILY.xattr.security.capability", b"\x01\n\n\x02"),
        record("path", b"second"),
    ]
    .concat();
    let long_name = EntryType::GNULongName;
    for (extensions, want) in [
        (vec![extended(pax, &forged)], "file"),
        (
            vec![extended(pax, &record("SCHILY.xattr.a", b"\n8 size=9"))],
            "file",
        ),
        (vec![extended(pax, &lost)], "second"),
        // An empty value says nothing.
        (vec![extended(pax, &record("path", b""))], "file"),
        (vec![extended(pax, b"7 path=")], "file"),
        (vec![extended(pax, b"99 path=a\n")], "file"),
        (vec![extended(pax, b"no record")], "file"),
        // Of two pax headers the second counts; GNU's name counts more than either.
        (
            vec![
                extended(pax, &record("path", b"one")),
                extended(pax, &record("mtime", b"9")),
            ],
            "file",
        ),
        (
            vec![
                extended(long_name, b"gnu\0"),
                extended(pax, &record("path", b"pax")),
            ],
            "gnu",
        ),
    ] {
        let mut file = header(EntryType::Regular, 3);
        file.set_path("file").expect("a path");
        file.set_cksum();
        let mut bytes = extensions.concat();
        bytes.extend(file.as_bytes());
        bytes.extend([b'a'; 512]);
        bytes.extend([0; 1024]);
        let files = list([bytes.as_slice()]);
        assert_eq!(files.entries, [entry(want, EntryKind::File, 3, "")]);
        assert_eq!(files.fault, None);
    }
}

#[test]
fn a_header_that_says_no_size_has_none() {
    let mut link = header(EntryType::Symlink, 0);
    link.set_path("bin").expect("a path");
    link.set_link_name("usr/bin").expect("a target");
    for blank in [0, b' '] {
        link.as_old_mut().size = [blank; 12];
        link.set_cksum();
        let files = list([link.as_bytes().as_slice(), &[0; 1024]]);
        let want = entry("bin", EntryKind::Symlink, 0, "usr/bin");
        assert_eq!((files.entries, files.fault), (vec![want], None));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000), at in 0_usize..20_000) {
        list([bytes.as_slice()]);
        // Whatever stands in the middle of an archive.
        let (mut archive, _) = everything();
        let at = at.min(archive.len());
        let end = archive.len().min(at + bytes.len());
        archive[at..end].copy_from_slice(&bytes[..end - at]);
        prop_assert_eq!(list(archive.chunks(333)), list([archive.as_slice()]));
    }
}

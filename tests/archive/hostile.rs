//! Archives that are made to hold up the page, or to show something else than there is.

use super::{File, content, header, listed, open, path_of, text};
use porthole::{
    oci::Digest,
    source::{
        ArchiveFault,
        archive::{Archive, Bytes, Extent, Part},
    },
};
use tar::{EntryType, Header};

fn quoted(text: &str, times: usize) -> String {
    vec![format!("{text:?}"); times].join(",")
}

#[tokio::test]
async fn a_list_made_to_hold_up_the_page_is_refused() {
    let images = ArchiveFault::TooMany {
        what: "images, names and layers in its manifest.json",
        most: 10_000,
    };
    let index = ArchiveFault::TooMany {
        what: "bytes in the index that is made of its manifest.json",
        most: 4 * 1024 * 1024,
    };
    let configs = ArchiveFault::TooMany {
        what: "bytes in its configs",
        most: 64 * 1024 * 1024,
    };
    let config: &[u8] = b"{}";
    let large = vec![b' '; 8 * 1024 * 1024];
    let many: Vec<String> = (0..9).map(|number| format!("c{number}")).collect();
    let of_configs: Vec<(&str, &[u8])> = many
        .iter()
        .map(|path| (path.as_str(), large.as_slice()))
        .collect();
    let each = many.iter().map(|path| format!(r#"{{"Config":"{path}"}}"#));
    let each: Vec<String> = each.collect();
    for (list, files, want) in [
        (
            format!(r#"[{{"Config":"c","RepoTags":[{}]}}]"#, quoted("a", 10_000)),
            vec![("c", config)],
            &images,
        ),
        (
            format!(r#"[{{"Config":"c","Layers":[{}]}}]"#, quoted("l", 10_000)),
            vec![("c", config)],
            &images,
        ),
        (
            format!("[{}]", vec![r#"{"Config":"c"}"#; 10_001].join(",")),
            vec![("c", config)],
            &images,
        ),
        (
            format!(
                r#"[{{"Config":"c","RepoTags":[{}]}}]"#,
                quoted(&"a".repeat(400), 9_000)
            ),
            vec![("c", config)],
            &index,
        ),
        (format!("[{}]", each.join(",")), of_configs, &configs),
    ] {
        let (archive, _) = open(listed(&list, &files)).await;
        assert_eq!(archive.err().as_ref(), Some(want));
    }
}

#[tokio::test]
async fn what_is_named_again_and_again_is_read_once_and_copied_short() {
    let long = "A".repeat(1_000_000);
    let config = format!(
        r#"{{"architecture":"{long}","os":"linux","rootfs":{{"diff_ids":["other:{long}","{}"]}}}}"#,
        Digest::sha256_of(b"layer")
    );
    let layers = quoted("l", 2);
    let image = format!(
        r#"{{"Config":"c","RepoTags":[{}],"Layers":[{layers}]}}"#,
        quoted("a", 100)
    );
    let list = format!("[{}]", vec![image.as_str(); 50].join(","));
    let file = File::from(listed(&list, &[("c", config.as_bytes()), ("l", b"layer")]));
    let archive = Archive::open(&file).await.unwrap();
    // The config is named 50 times, the layer 100 times.
    assert!(file.count.get() < 4_000_000, "{}", file.count.get());
    let index = text(&archive, &file, "index.json").await;
    assert_eq!(index.matches("\"os\": \"linux\"").count(), 5_000);
    assert!(!index.contains("architecture"));
    let manifest: Digest = index
        .split('"')
        .find(|word| word.starts_with("sha256:"))
        .unwrap()
        .parse()
        .unwrap();
    let made = text(&archive, &file, &path_of(&manifest)).await;
    assert_eq!(made.matches("\"digest\"").count(), 2, "{made}");
    assert!(made.len() < 1_000, "{made}");
}

#[tokio::test]
async fn what_was_made_is_known_as_made_whatever_else_has_its_bytes() {
    let layer = b"layer";
    let config = format!(
        r#"{{"rootfs":{{"diff_ids":["{}"]}}}}"#,
        Digest::sha256_of(layer)
    );
    let image = r#"{"Config":"c","RepoTags":["app:1.4"],"Layers":["l"]}"#;
    let files: [(&str, &[u8]); 2] = [("c", config.as_bytes()), ("l", layer)];
    let (archive, file) = open(listed(&format!("[{image}]"), &files)).await;
    let index = text(&archive.unwrap(), &file, "index.json").await;
    let made: Digest = index
        .split('"')
        .find(|word| word.starts_with("sha256:"))
        .unwrap()
        .parse()
        .unwrap();
    let (archive, file) = open(listed(&format!("[{image}]"), &files)).await;
    let bytes = content(&archive.unwrap(), &file, &path_of(&made))
        .await
        .unwrap();
    // The first image has them for a layer, and the very config of the second one as well.
    let decoy = format!(
        r#"{{"rootfs":{{"diff_ids":["{made}","{}"]}}}}"#,
        Digest::sha256_of(config.as_bytes())
    );
    let list = format!(r#"[{{"Config":"d","Layers":["m","c"]}},{image}]"#);
    let files = [
        files.as_slice(),
        &[("d", decoy.as_bytes()), ("m", bytes.as_slice())],
    ]
    .concat();
    let (archive, _) = open(listed(&list, &files)).await;
    let archive = archive.unwrap();
    assert_eq!(
        archive.part(&path_of(&made)),
        Some(Part::Made(bytes.into()))
    );
    let id = path_of(&Digest::sha256_of(config.as_bytes()));
    assert!(matches!(archive.part(&id), Some(Part::Unnamed(_))));
}

/// A file without an end: the same bytes again and again.
struct Endless(Vec<u8>);

impl Bytes for Endless {
    fn size(&self) -> u64 {
        1 << 50
    }

    async fn read(&self, Extent { offset, size }: Extent) -> Option<Vec<u8>> {
        let start = (offset % self.0.len() as u64) as usize;
        let size = size as usize;
        let bytes = self.0.repeat(size / self.0.len() + 2);
        Some(bytes[start..start + size].to_vec())
    }
}

fn named(path: &str) -> Header {
    let mut header = header(EntryType::Regular, 0);
    header.set_path(path).unwrap();
    header.set_cksum();
    header
}

#[tokio::test]
async fn entries_and_names_without_an_end_are_refused() {
    let mut long = named("././@LongLink");
    long.set_entry_type(EntryType::GNULongName);
    long.set_size(4000);
    long.set_cksum();
    let mut name = vec![b'a'; 4096];
    name[3999..].fill(0);
    let long = [long.as_bytes().as_slice(), &name].concat();
    // Each block is a header of a sparse file, and more of its map as well.
    let mut map = named("a");
    map.set_entry_type(EntryType::GNUSparse);
    map.as_gnu_mut().unwrap().set_is_extended(true);
    map.as_mut_bytes()[504] = 1;
    map.set_cksum();
    for (files, what, most) in [
        (map.as_bytes().to_vec(), "entries", 500_000),
        (named("a").as_bytes().to_vec(), "entries", 500_000),
        (long.clone(), "bytes of names", 64 * 1024 * 1024),
        (
            [long.as_slice(), named("a").as_bytes()].concat(),
            "bytes of names",
            64 * 1024 * 1024,
        ),
    ] {
        let archive = Archive::open(&Endless(files)).await;
        assert_eq!(archive.err(), Some(ArchiveFault::TooMany { what, most }));
    }
}

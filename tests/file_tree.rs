//! Layers make a file system as the specification of images says.

#![cfg(not(target_arch = "wasm32"))]

use porthole::{
    layer::tree::{Node, Row, Tree},
    tar::{Entry, EntryKind, Files},
};
use std::rc::Rc;

/// A layer of these paths: folders end with a slash, files have their size behind a blank, links where they lead behind an arrow.
fn layer(lines: &[&str]) -> Rc<Files> {
    let entry = |line: &&str| {
        let (path, link) = line.split_once(" -> ").unwrap_or((line, ""));
        let (path, size) = path.split_once(' ').unwrap_or((path, "0"));
        Entry {
            path: path.trim_end_matches('/').to_owned(),
            kind: match (path.ends_with('/'), link) {
                (true, _) => EntryKind::Directory,
                (false, "") => EntryKind::File,
                (false, _) => EntryKind::Symlink,
            },
            size: size.parse().expect("a size"),
            mode: 0,
            owner: 0,
            group: 0,
            modified: 0,
            link: link.to_owned(),
        }
    };
    Rc::new(Files {
        entries: lines.iter().map(entry).collect(),
        fault: None,
    })
}

fn describe(row: &Row<'_>) -> String {
    let Node {
        kind,
        layer,
        size,
        is_removed,
        is_opaque,
        ..
    } = row.node;
    let sign = match (is_removed, is_opaque, kind) {
        (true, ..) => " removed",
        (_, true, _) => "/ opaque",
        (.., EntryKind::Directory) => "/",
        (.., EntryKind::Symlink) => "@",
        _ => "",
    };
    format!("{}{sign} {size} of {layer}", row.path)
}

fn outline(tree: &Tree) -> Vec<String> {
    tree.outline(|_| true).iter().map(describe).collect()
}

#[test]
fn layers_lie_on_top_of_each_other() {
    let base = [
        "etc/",
        "etc/a 1",
        "etc/b 2",
        "usr/bin/sh 4",
        "lib -> usr/lib",
    ];
    for (name, upper, want) in [
        (
            "a file takes the place of a file",
            &["etc/a 10"][..],
            &[
                "etc/ 12 of 0",
                "etc/a 10 of 1",
                "etc/b 2 of 0",
                "lib@ 0 of 0",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ][..],
        ),
        (
            "a folder is joined with the one that is there",
            &["etc/", "etc/c 3"],
            &[
                "etc/ 6 of 1",
                "etc/a 1 of 0",
                "etc/b 2 of 0",
                "etc/c 3 of 1",
                "lib@ 0 of 0",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ],
        ),
        (
            "a file takes the place of a folder",
            &["usr 5"],
            &[
                "etc/ 3 of 0",
                "etc/a 1 of 0",
                "etc/b 2 of 0",
                "lib@ 0 of 0",
                "usr 5 of 1",
            ],
        ),
        (
            "a folder takes the place of a link",
            &["lib/", "lib/x 7"],
            &[
                "etc/ 3 of 0",
                "etc/a 1 of 0",
                "etc/b 2 of 0",
                "lib/ 7 of 1",
                "lib/x 7 of 1",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ],
        ),
        (
            "so does one that only the path of its file names",
            &["lib/x 7"],
            &[
                "etc/ 3 of 0",
                "etc/a 1 of 0",
                "etc/b 2 of 0",
                "lib/ 7 of 1",
                "lib/x 7 of 1",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ],
        ),
        (
            "a whiteout removes a file",
            &["etc/.wh.a"],
            &[
                "etc/ 2 of 0",
                "etc/b 2 of 0",
                "lib@ 0 of 0",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ],
        ),
        (
            "and a folder with all that is in it",
            &[".wh.usr", ".wh.nothing", "nowhere/.wh.x"],
            &["etc/ 3 of 0", "etc/a 1 of 0", "etc/b 2 of 0", "lib@ 0 of 0"],
        ),
        (
            "but nothing of its own layer, wherever it stands there",
            &["etc/b 20", "etc/.wh.b", "etc/.wh.a", "etc/a 10"],
            &[
                "etc/ 30 of 0",
                "etc/a 10 of 1",
                "etc/b 20 of 1",
                "lib@ 0 of 0",
                "usr/ 4 of 0",
                "usr/bin/ 4 of 0",
                "usr/bin/sh 4 of 0",
            ],
        ),
        (
            "an opaque whiteout empties a folder, and keeps it",
            &["etc/c 3", "etc/.wh..wh..opq", "usr/.wh..wh..opq"],
            &["etc/ 3 of 0", "etc/c 3 of 1", "lib@ 0 of 0", "usr/ 0 of 0"],
        ),
        (
            "what AUFS notes for itself is nobody's file",
            &[
                ".wh..wh.aufs",
                ".wh..wh.plnk/",
                ".wh..wh.plnk/12.345 10",
                ".wh..wh..opq",
            ],
            &[],
        ),
        (
            "a name that begins like a whiteout and says nothing is a file",
            &[".wh..wh..opq", "etc/.wh. 1"],
            &["etc/ 1 of 1", "etc/.wh. 1 of 1"],
        ),
        (
            "the root is a folder, whatever the archive says",
            &[".wh..wh..opq", "/", " 1"],
            &[],
        ),
    ] {
        let tree = Tree::of_image(vec![Some(layer(&base)), Some(layer(upper))]);
        assert_eq!(outline(&tree), want, "{name}");
    }
}

#[test]
fn a_layer_whose_files_are_not_known_is_left_out() {
    let tree = Tree::of_image(vec![Some(layer(&["a 1"])), None, Some(layer(&["b 2"]))]);
    assert_eq!(outline(&tree), ["a 1 of 0", "b 2 of 2"]);
}

#[test]
fn a_layer_alone_shows_what_it_removes() {
    let files = layer(&[
        "etc/",
        "etc/.wh.a",
        "etc/b 2",
        "etc/.wh.b",
        "opt/.wh..wh..opq",
        ".wh.usr",
        "usr/x 1",
    ]);
    let tree = Tree::of_layer(3, files);
    let want = [
        "etc/ 2 of 3",
        "etc/a removed 0 of 3",
        "etc/b 2 of 3",
        "opt/ opaque 0 of 3",
        "usr/ 1 of 3",
        "usr/x 1 of 3",
    ];
    assert_eq!(outline(&tree), want);
    assert_eq!((tree.root().nodes, tree.root().removed), (6, 1));
}

#[test]
fn a_file_in_the_place_of_a_folder_hides_what_was_removed_there() {
    // As umoci writes it.
    let files = layer(&["opt/tool 11", "opt/tool/.wh.README", "opt/tool/.wh.bin"]);
    let want = ["opt/ 11 of 1", "opt/tool 11 of 1"];
    assert_eq!(outline(&Tree::of_layer(1, Rc::clone(&files))), want);
    let base = layer(&["opt/tool/README 7", "opt/tool/bin/run 3"]);
    let tree = Tree::of_image(vec![Some(base), Some(files)]);
    assert_eq!(outline(&tree), ["opt/ 11 of 0", "opt/tool 11 of 1"]);
}

#[test]
fn numbers_add_up() {
    let tree = Tree::of_image(vec![Some(layer(&["a/b/c 1", "a/d 2", "e/", "f -> a"]))]);
    let root = tree.root();
    assert_eq!((root.size, root.files, root.children.len()), (3, 3, 3));
    assert_eq!((root.nodes, root.removed), (6, 0));
    let a = tree.node("a").expect("a folder");
    assert_eq!(tree.node("a/b/c").map(|node| node.size), Some(1));
    assert!(tree.node("a/x").is_none() && tree.node("f/b").is_none());
    assert_eq!((a.size, a.files), (3, 2));
    assert_eq!(tree.entry(a), None, "no archive has it");
    assert_eq!(
        tree.entry(&root.children["f"])
            .map(|entry| entry.link.as_str()),
        Some("a")
    );
}

#[test]
fn an_outline_goes_into_open_folders_only() {
    let tree = Tree::of_image(vec![Some(layer(&["a/b/c 1", "a/d 2", "z/y 1"]))]);
    let paths = |open: &[&str]| {
        let rows = tree.outline(|path| open.contains(&path));
        rows.iter()
            .map(|row| format!("{}{}", " ".repeat(row.depth), row.name))
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&[]), ["a", "z"]);
    assert_eq!(paths(&["a"]), ["a", " b", " d", "z"]);
    assert_eq!(paths(&["a", "a/b"]), ["a", " b", "  c", " d", "z"]);
    assert_eq!(paths(&["a/b"]), ["a", "z"]);
}

#[test]
fn a_search_looks_at_every_path_in_lower_case() {
    let tree = Tree::of_image(vec![Some(layer(&[
        "etc/SSL/cert.pem 1",
        "etc/passwd 2",
        "usr/lib/libssl.so 1",
    ]))]);
    let search = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
        let rows = tree.search(fits).into_iter();
        rows.map(|row| row.path).collect()
    };
    assert_eq!(search(&|path| path == "etc/ssl"), ["etc/SSL"]);
    assert_eq!(
        search(&|path| path.contains("ssl")),
        ["etc/SSL", "etc/SSL/cert.pem", "usr/lib/libssl.so"]
    );
    assert_eq!(search(&|_| true).len() as u64, tree.root().nodes);
    assert_eq!(search(&|_| false), [""; 0]);
}

#[test]
fn folders_without_end_do_no_harm() {
    let path = format!("{}end 1", "a/".repeat(100_000));
    let tree = Tree::of_image(vec![Some(layer(&[&path]))]);
    let rows = tree.outline(|_| true);
    assert_eq!(rows.len(), 256);
    let last = rows.last().expect("a row");
    assert_eq!((last.path.len(), last.node.size), (200_003, 1));
    assert!(tree.node(&last.path).is_some_and(|node| node.size == 1));
}

#[test]
fn what_is_removed_below_the_deepest_folder_is_gone() {
    // So many folders, one a number, and what is in the last of them.
    let path = |folders: usize, rest: &str| {
        let folders: Vec<String> = (0..folders).map(|folder| folder.to_string()).collect();
        format!("{}{rest}", folders.join("/"))
    };
    for folders in [1, 254, 255, 256, 257, 300] {
        let whole = [
            path(folders, "/f 1"),
            path(folders, "/d/g 2"),
            path(folders, "/d-/h 4"),
        ];
        let lower = layer(&whole.each_ref().map(String::as_str));
        for (change, size) in [
            ("/.wh.f", 6),
            ("/.wh.d", 5),
            ("/.wh.d-", 3),
            ("/.wh.e", 7),
            ("/d/.wh.g", 5),
            ("/d/.wh..wh..opq", 5),
            ("/.wh..wh..opq", 0),
        ] {
            let upper = layer(&[&path(folders, change)]);
            let tree = Tree::of_image(vec![Some(Rc::clone(&lower)), Some(upper)]);
            assert_eq!(tree.root().size, size, "{folders} {change}");
        }
    }
}

#[test]
fn what_a_tree_has_no_room_for_is_counted_and_left_out() {
    // Each folder counts for nine, each node for three more, since its path is so long.
    let deep = (1000..2000).map(|root| format!("{root}{}/f 2", "/a".repeat(249)));
    let deep: Vec<String> = deep.collect();
    let folder = "d".repeat(99);
    let long = (100..200).map(|root| format!("{root}{}", format!("/{folder}").repeat(256)));
    let long: Vec<String> = long.map(|path| path[..25_600].to_owned() + " 2").collect();
    let [deep, long] =
        [&deep, &long].map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, lines, want) in [
        ("few", &["a/b 1", "c 1"][..], (3, 2, 2, 0)),
        ("deep", &deep, (83_556, 332, 664, 668)),
        ("long", &long, (4785, 18, 36, 82)),
    ] {
        let files = layer(lines);
        let alone = Tree::of_layer(0, Rc::clone(&files));
        // The same once more on top takes no more room.
        let image = Tree::of_image(vec![Some(Rc::clone(&files)), Some(files)]);
        for (tree, layers) in [(alone, 1), (image, 2)] {
            let root = tree.root();
            let found = (root.nodes, root.files, root.size, tree.left_out() / layers);
            assert_eq!(found, want, "{name}, {layers}");
            assert_eq!(tree.outline(|_| true).len() as u64, root.nodes, "{name}");
        }
    }
}

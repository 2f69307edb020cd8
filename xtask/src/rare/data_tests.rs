//! Which constants move.

use super::*;

/// Memory from address 1024 on: `abcdefgh`, the address of `ijkl`, the number 1036, `ijklmnop`, `qrstuvwx`, and what nobody knows, with the address of the
/// `u` of `qrstuvwx`.
const MODULE: &str = r#"(module
    (memory 1)
    (global i32 (i32.const GLOBAL))
    (func (result i64) (i64.load offset=OFFSET (i32.const CONSTANT)))
    (func (result i64) (i64.const WIDE))
    (data (i32.const 1024) "abcdefgh")
    (data (i32.const 1032) "\0c\04\00\00")
    (data (i32.const 1036) "ijklmnop")
    (data (i32.const 1044) "qrstuvwx")
    (data (i32.const 1052) "OTHER"))"#;

const OBJECTS: [(Range<u32>, bool); 5] = [
    (1024..1032, false),
    (1032..1036, false),
    (1036..1044, false),
    // The end of the one before, as linkers share them.
    (1040..1044, false),
    (1044..1052, false),
];

/// What moves of a module with these numbers in it.
fn moved(numbers: &[(&str, &str)], left: Option<usize>) -> Vec<(u32, String)> {
    let mut text = MODULE.to_owned();
    let defaults = [
        ("GLOBAL", "0"),
        ("OFFSET", "0"),
        ("CONSTANT", "0"),
        ("WIDE", "0"),
        ("OTHER", ""),
    ];
    for (name, number) in numbers.iter().chain(&defaults) {
        text = text.replace(name, number);
    }
    let module = wat::parse_str(text).expect("a module");
    let objects = (0..).zip(OBJECTS).map(|(number, (range, stays))| Object {
        range,
        stays: stays || left == Some(number),
    });
    let objects = Objects::of(objects.collect(), vec![(1024, b'a')]);
    let (rest, moved) = objects.divide(&module).expect("a module");
    // What moved has left, and nothing else.
    for ((at, before), (_, after)) in bytes(&objects, &module).iter().zip(bytes(&objects, &rest)) {
        let gone = moved
            .iter()
            .any(|(start, moved)| (*start..start + moved.len() as u32).contains(at));
        assert_eq!(after, if gone { 0 } else { *before }, "{at}");
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    moved
        .into_iter()
        .map(|(address, bytes)| (address, text(bytes)))
        .collect()
}

/// Every byte of the constants in a module.
fn bytes(objects: &Objects, module: &[u8]) -> Vec<(u32, u8)> {
    let mut memory = Memory::default();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::DataSection(data) = payload.expect("a module") {
            memory.add(data).expect("segments");
        }
    }
    let places = objects
        .objects
        .iter()
        .flat_map(|object| object.range.clone());
    places
        .filter_map(|at| Some((at, *memory.byte(at)?)))
        .collect()
}

#[test]
fn constants_move_unless_what_stays_names_them() {
    let all = "abcdefgh\u{c}\u{4}\0\0ijklmnopqrstuvwx";
    for (numbers, left, want) in [
        (vec![], None, vec![(1024, all)]),
        (vec![("CONSTANT", "1024")], None, vec![(1032, &all[8..])]),
        (vec![("GLOBAL", "1027")], None, vec![(1032, &all[8..])]),
        (vec![("OFFSET", "1031")], None, vec![(1032, &all[8..])]),
        // Two numbers in one: 1024 in its upper half, 1044 in its lower one. What ends at 1044 stays, too.
        (
            vec![("WIDE", "0x40000000414")],
            None,
            vec![(1032, &all[8..12])],
        ),
        // A constant that stays names another one.
        (
            vec![("CONSTANT", "1033")],
            None,
            vec![(1024, &all[..8]), (1044, &all[20..])],
        ),
        // So does what nobody knows.
        (
            vec![("OTHER", "\\17\\04\\00\\00")],
            None,
            vec![(1024, &all[..20])],
        ),
        // The address behind a constant: who counts down begins there.
        (vec![("CONSTANT", "1052")], None, vec![(1024, &all[..20])]),
        // One half of a constant is another one.
        (
            vec![("CONSTANT", "1041")],
            None,
            vec![(1024, &all[..12]), (1044, &all[20..])],
        ),
        (vec![], Some(4), vec![(1024, &all[..20])]),
    ] {
        let got = moved(&numbers, left);
        let got: Vec<(u32, &str)> = got.iter().map(|(at, text)| (*at, text.as_str())).collect();
        assert_eq!(got, want, "{numbers:?} {left:?}");
    }
}

#[test]
fn places_in_source_code_move_though_code_names_them() {
    // Two names, of which one ends as files do, and a place in each.
    let module = wat::parse_str(
        r#"(module (memory 1)
        (func (result i32 i32) (i32.const 1040) (i32.const 1060))
        (data (i32.const 1024) "src/a.rs\00\00b.c")
        (data (i32.const 1040) "\00\04\00\00\08\00\00\00\07\00\00\00\09\00\00\00")
        (data (i32.const 1060) "\0a\04\00\00\03\00\00\00\07\00\00\00\09\00\00\00"))"#,
    );
    let objects = [1024..1033, 1034..1037, 1040..1056, 1060..1076].map(|range| Object {
        range,
        stays: false,
    });
    let objects = Objects::of(objects.into(), Vec::new());
    let (_, moved) = objects
        .divide(&module.expect("a module"))
        .expect("a module");
    let moved: Vec<(u32, usize)> = moved.iter().map(|(at, bytes)| (*at, bytes.len())).collect();
    assert_eq!(moved, [(1024, 9), (1040, 16)]);
}

#[test]
fn constants_that_are_elsewhere_are_noticed() {
    let module = wat::parse_str("(module (memory 1) (data (i32.const 1024) \"abcd\"))");
    let object = Object {
        range: 1024..1028,
        stays: false,
    };
    let objects = Objects::of(vec![object], vec![(1025, b'x')]);
    let error = objects.divide(&module.expect("a module"));
    assert_eq!(
        error.expect_err("it is refused").to_string(),
        "a constant is not at 0x401, where it was expected"
    );
}

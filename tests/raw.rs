//! The raw view: bytes in hexadecimal, and from a pointer to the bytes of a document.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![allow(
    clippy::single_range_in_vec_init,
    reason = "a list of one range is what is meant"
)]

use porthole::ui::raw::{
    Bytes,
    documents::RawDocument,
    hex::{Run, dump, gap, offset, printable, push_hex, runs},
    locate::{Located, describe, locate},
};
use proptest::prelude::*;
use std::{ops::Range, rc::Rc};

fn document(bytes: &[u8]) -> RawDocument {
    RawDocument {
        name: "Manifest",
        bytes: Bytes(bytes.into()),
        digest: None,
        signed_length: None,
        payload: None,
        duplicates: Rc::from([]),
        is_read: true,
    }
}

fn found(ranges: &[Range<usize>]) -> Located {
    Located {
        ranges: ranges.to_vec(),
        is_missing: false,
    }
}

#[test]
fn every_byte_value_has_its_digits_and_its_character() {
    for byte in 0..=255_u8 {
        let mut digits = String::new();
        push_hex(&mut digits, byte);
        assert_eq!(digits, format!("{byte:02x}"));
        let want = if byte.is_ascii_graphic() || byte == b' ' {
            char::from(byte)
        } else {
            '.'
        };
        assert_eq!(printable(byte), want, "{byte}");
    }
}

#[test]
fn a_dump_is_what_hexdump_writes() {
    for (bytes, want) in [
        (&b""[..], ""),
        (
            b"\xef\xbb\xbf{}\r\n",
            "00000000  ef bb bf 7b 7d 0d 0a                              |...{}..|\n00000007\n",
        ),
        (
            b"0123456789abcdef",
            "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n00000010\n",
        ),
        (
            b"{\"size\": 12345, \xff",
            "00000000  7b 22 73 69 7a 65 22 3a  20 31 32 33 34 35 2c 20  |{\"size\": 12345, |\n\
             00000010  ff                                                |.|\n00000011\n",
        ),
    ] {
        assert_eq!(dump(bytes), want);
    }
    assert_eq!(offset(0x1234_5678), "12345678");
    assert_eq!(offset(0x1_0000_0000), "100000000");
}

#[test]
fn bytes_of_a_row_are_marked_where_a_range_holds_them() {
    let run = |bytes, is_marked| Run { bytes, is_marked };
    assert_eq!(runs(16..32, &[]), [run(16..32, false)]);
    assert_eq!(runs(16..32, &[0..100]), [run(16..32, true)]);
    assert_eq!(
        runs(16..32, &[10..17, 20..21, 20..22, 32..40]),
        [
            run(16..17, true),
            run(17..20, false),
            run(20..22, true),
            run(22..32, false)
        ]
    );
    assert_eq!(runs(16..16, &[0..100]), []);
    assert_eq!([gap(0), gap(1), gap(8), gap(9)], ["", " ", "  ", " "]);
}

proptest! {
    #[test]
    fn a_dump_holds_every_byte(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let dump = dump(&bytes);
        let mut read = Vec::new();
        for line in dump.lines().filter(|line| line.len() > 8) {
            let digits = line.get(10..58).unwrap();
            for pair in digits.split_whitespace() {
                read.push(u8::from_str_radix(pair, 16).unwrap());
            }
        }
        prop_assert_eq!(read, bytes);
    }

    #[test]
    fn runs_join_to_the_row(start in 0_usize..100, length in 0_usize..20, marks in proptest::collection::vec((0_usize..130, 0_usize..30), 0..4)) {
        let marks: Vec<Range<usize>> = marks.into_iter().map(|(from, length)| from..from + length).collect();
        let mut at = start;
        for run in runs(start..start + length, &marks) {
            prop_assert_eq!(run.bytes.start, at);
            prop_assert!(run.bytes.end > at);
            at = run.bytes.end;
        }
        prop_assert_eq!(at, start + length);
    }
}

#[test]
fn a_pointer_leads_to_its_bytes() {
    let text = "\u{feff}{\"a\": {\"b\": [1, 22]}, \"é\": 3, \"a\": {\"b\": 4}}\r\n\n";
    let document = document(text.as_bytes());
    let at = |what: &str| {
        let start = text.find(what).unwrap();
        start..start + what.len()
    };
    let first = at(r#""a": {"b": [1, 22]}"#);
    let second = at(r#""a": {"b": 4}"#);
    for (pointer, want) in [
        ("", vec![0..text.len()]),
        ("/é", vec![at("\"é\": 3")]),
        ("/a", vec![first, second]),
        ("/a/b", vec![at("\"b\": [1, 22]"), at("\"b\": 4")]),
    ] {
        assert_eq!(locate(&document, pointer), found(&want), "{pointer}");
    }
    let missing = locate(&document, "/é/x");
    assert_eq!(missing.ranges, [at("\"é\": 3")]);
    assert!(missing.is_missing);
}

#[test]
fn a_signed_document_says_what_its_payload_says() {
    let signed = r#"{"a": 1, "b": [2]"#;
    let text = format!("{signed}, \"a\": 3, \"signatures\": [{{}}]}}");
    let document = RawDocument {
        signed_length: Some(signed.len()),
        payload: Some(Bytes(format!("{signed}\n}}").into_bytes().into())),
        ..document(text.as_bytes())
    };
    assert_eq!(locate(&document, "/a"), found(&[1..7]));
    assert_eq!(locate(&document, ""), found(&[0..signed.len()]));
    let signature = text.find("{}").unwrap();
    // As keys are read, in any case.
    for pointer in ["/signatures/0", "/Signatures/0"] {
        assert_eq!(
            locate(&document, pointer),
            found(&[signature..signature + 2]),
            "{pointer}"
        );
    }
}

#[test]
fn what_is_no_json_is_one_place() {
    for bytes in [&b""[..], b"<html>", b"\xff\xfe{"] {
        assert_eq!(locate(&document(bytes), "/a"), found(&[0..bytes.len()]));
    }
}

#[test]
fn ranges_are_named_with_their_last_byte() {
    for (ranges, want) in [
        (&[120..135][..], "bytes 120–134"),
        (&[7..8], "byte 7"),
        (&[1..6, 9..14], "bytes 1–5 and 9–13"),
        (&[1..2, 3..4, 5..7], "bytes 1, 3 and 5–6"),
    ] {
        assert_eq!(describe(ranges), want);
    }
}

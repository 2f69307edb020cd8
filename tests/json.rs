//! JSON: strict syntax with line and column, and a tree that keeps what serde_json's own loses.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{
    DocumentError,
    json::{DEEPEST, Json, Kind, Value},
};
use proptest::prelude::*;

fn parse(text: &str) -> Json<'_> {
    Json::parse(text.as_bytes()).expect("the test's text is JSON")
}

/// Rule and pointer of each problem.
fn problems(json: &Json<'_>) -> Vec<(&'static str, String)> {
    let problems = json.problems().into_iter();
    problems
        .map(|problem| (problem.rule, problem.pointer))
        .collect()
}

#[test]
fn every_value_knows_where_it_stands() {
    let text = " {\"a\" : [ 1.50, \"ä\\u00e4\", true ,null],\n\"b\":{} } ";
    let json = parse(text);
    assert_eq!(json.text_of(&json.root), text.trim());
    let list = json.root.member("a").expect("a");
    assert_eq!(json.text_of(list), "[ 1.50, \"ä\\u00e4\", true ,null]");
    let Kind::Array(elements) = &list.kind else {
        panic!("a is {:?}", list.kind);
    };
    let texts: Vec<&str> = elements.iter().map(|value| json.text_of(value)).collect();
    assert_eq!(texts, ["1.50", "\"ä\\u00e4\"", "true", "null"]);
    let kinds: Vec<&Kind> = elements.iter().map(|value| &value.kind).collect();
    assert_eq!(
        kinds,
        [
            &Kind::Number("1.50".into()),
            &Kind::String("ää".into()),
            &Kind::Bool(true),
            &Kind::Null
        ]
    );
    let members = json.root.members().expect("an object");
    assert_eq!(
        &text[members[1].key_start..members[1].value.start],
        "\"b\":"
    );
    assert_eq!(json.problems(), []);
}

#[test]
fn what_is_no_json_fails_with_line_and_column() {
    for (text, message, line, column) in [
        ("{", "EOF while parsing an object", 1, 2),
        ("{\n", "EOF while parsing an object", 2, 1),
        ("{\"a\": 1,}", "key must be a string", 1, 9),
        ("{\"a\": 1\n \"b\": 2}", "expected `,` or `}`", 2, 2),
        ("{} {}", "trailing characters", 1, 4),
        ("{}\n\nx", "trailing characters", 3, 1),
        ("{'a': 1}", "key must be a string", 1, 2),
        ("nul", "EOF while parsing a value", 1, 4),
        ("[\"a", "EOF while parsing a string", 1, 4),
        ("[01]", "invalid number", 1, 3),
        (
            "\"a\nb\"",
            "control character (\\u0000-\\u001F) found while parsing a string",
            1,
            3,
        ),
        (
            "{\"a\":\"\u{1}\"}",
            "control character (\\u0000-\\u001F) found while parsing a string",
            1,
            7,
        ),
        ("\"\\x\"", "invalid escape", 1, 3),
        ("\0", "expected value", 1, 1),
        ("{\"a\": NaN}", "expected value", 1, 7),
    ] {
        let want = DocumentError::Json {
            message: message.to_owned(),
            line,
            column,
        };
        assert_eq!(Json::parse(text.as_bytes()), Err(want), "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text_fail_with_line_and_column() {
    for (bytes, line, column) in [
        (b"\xff".as_slice(), 1, 1),
        (b"{\n \"a\": \"\xc3\"}", 2, 8),
        (b"\"\xed\xa0\x80\"", 1, 2),
        (b"\"\xc3\xa4\n\xc0\"", 2, 1),
    ] {
        assert_eq!(
            Json::parse(bytes),
            Err(DocumentError::Utf8 { line, column })
        );
    }
}

#[test]
fn blanks_are_empty_and_markup_is_html() {
    for text in ["", " \r\n\t", "\u{feff}", "\u{feff} "] {
        assert_eq!(
            Json::parse(text.as_bytes()),
            Err(DocumentError::Empty),
            "{text:?}"
        );
    }
    for text in ["<!doctype html>", "\n <html>", "\u{feff}<p>", "<"] {
        assert_eq!(
            Json::parse(text.as_bytes()),
            Err(DocumentError::Html),
            "{text:?}"
        );
    }
}

#[test]
fn a_byte_order_mark_is_tolerated_and_counted() {
    let json = parse("\u{feff}{\"a\":1}");
    assert_eq!(problems(&json), [("byte-order-mark", String::new())]);
    assert_eq!((json.root.start, json.root.end), (3, 10));
}

#[test]
fn of_keys_that_differ_in_case_the_last_is_shown() {
    for (text, want) in [
        (r#"{"a":1,"A":2}"#, "2"),
        (r#"{"A":2,"a":1}"#, "1"),
        (r#"{"a":1,"A":2,"a":3}"#, "3"),
        (r#"{"A":2}"#, "2"),
    ] {
        let json = parse(text);
        let value = json.root.member("a").map(|value| json.text_of(value));
        assert_eq!(value, Some(want), "{text}");
    }
    let json = parse(r#"{"rootfS":{"type":"layers"}}"#);
    assert_eq!(json.locate("/rootfs/type").next(), Some(11..26));
}

#[test]
fn the_places_of_a_key_that_stands_very_often_are_found_one_by_one() {
    let text = format!("{{{}\"b\":{{\"a\":1}}}}", r#""a":{"c":1},"#.repeat(20_000));
    let json = parse(&text);
    for _ in 0..1_000 {
        // All of them would be twenty million.
        let first: Vec<_> = json.locate("/a").take(2).collect();
        assert_eq!(first, [1..12, 13..24]);
    }
    assert_eq!(json.locate("/a").count(), 20_000);
    assert_eq!(json.locate("/a/c").next(), Some(6..11));
    assert_eq!(json.locate("/a/c").count(), 20_000);
    assert_eq!(json.locate("/b/a").count(), 1);
}

#[test]
fn of_duplicate_keys_the_last_is_shown() {
    let json = parse(r#"{"a":1,"b":{"c":1,"\u0063":2,"c":3},"a":2}"#);
    let member = |value: &Value, key: &str| {
        value
            .member(key)
            .map(|value| json.text_of(value).to_owned())
    };
    assert_eq!(member(&json.root, "a"), Some("2".to_owned()));
    let inner = json.root.member("b").expect("b");
    assert_eq!(member(inner, "c"), Some("3".to_owned()));
    assert_eq!(
        problems(&json),
        [
            ("duplicate-key", "/b/c".to_owned()),
            ("duplicate-key", "/b/c".to_owned()),
            ("duplicate-key", "/a".to_owned())
        ]
    );
    assert_eq!(
        json.problems()[2].message,
        "the key \"a\" stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it"
    );
    let shadowed: Vec<bool> = json
        .root
        .members()
        .expect("an object")
        .iter()
        .map(|member| member.is_shadowed)
        .collect();
    assert_eq!(shadowed, [true, false, false]);
}

/// What `skopeo inspect` 1.9.3 makes of such documents.
#[test]
fn what_stands_more_than_once_is_joined_as_go_joins_it() {
    for (text, path, want) in [
        (r#"{"a":{"b":1},"a":{"c":2}}"#, "a b", Some("1")),
        (r#"{"a":{"b":1},"a":{"c":2}}"#, "a c", Some("2")),
        (r#"{"a":{"b":1},"A":{"c":2}}"#, "a b", Some("1")),
        (r#"{"A":{"b":1},"a":{"c":2},"A":{"d":3}}"#, "a b", Some("1")),
        (r#"{"ſ":{"b":1},"s":{"c":2}}"#, "s b", Some("1")),
        (r#"{"a":{"b":1},"a":{"b":2}}"#, "a b", Some("2")),
        (
            r#"{"a":{"b":{"c":1}},"a":{"b":{"d":2}}}"#,
            "a b c",
            Some("1"),
        ),
        (
            r#"{"a":{"b":{"c":1}},"A":{"B":{"d":2}},"a":{"b":{}}}"#,
            "a b d",
            Some("2"),
        ),
        // Null changes nothing, but behind a list.
        (r#"{"a":"x","a":null}"#, "a", Some(r#""x""#)),
        (r#"{"a":1,"A":null}"#, "a", Some("1")),
        (r#"{"a":{"b":1},"a":null}"#, "a b", Some("1")),
        (r#"{"a":{"b":1},"a":null,"a":{}}"#, "a b", Some("1")),
        (r#"{"a":{"b":1},"a":{"b":null}}"#, "a b", Some("1")),
        (r#"{"a":[1],"a":null}"#, "a", Some("null")),
        (r#"{"a":null,"a":[1]}"#, "a", Some("[1]")),
        (r#"{"a":null,"a":null}"#, "a", Some("null")),
        // Lists are joined by position, and are as long as the last.
        (r#"{"a":[{"b":1}],"a":[{"c":2},{}]}"#, "a 0 b", Some("1")),
        (r#"{"a":[{"b":1}],"a":[{"c":2},{}]}"#, "a 1 b", None),
        (r#"{"a":[{},{"b":1}],"A":[{}]}"#, "a 1", None),
        (r#"{"a":[{"b":1}],"a":[null]}"#, "a 0 b", Some("1")),
        (r#"{"a":[1,2],"a":[3]}"#, "a 0", Some("3")),
        // What Go refuses.
        (r#"{"a":{"b":1},"a":2}"#, "a", Some("2")),
        (r#"{"a":{"b":1},"a":[{}]}"#, "a b", None),
    ] {
        let json = parse(text);
        let mut value = Some(&json.root);
        for step in path.split(' ') {
            value = value.and_then(|value| match value.elements() {
                Some(elements) => elements.get(step.parse::<usize>().ok()?),
                None => value.member(step),
            });
        }
        assert_eq!(
            value.map(|value| json.text_of(value)),
            want,
            "{text} {path}"
        );
    }
}

#[test]
fn the_bytes_of_what_is_joined_are_found_where_they_stand() {
    let text = r#"{"a":{"b":1,"d":[]},"A":{"b":2,"c":[3]},"x":{"b":4},"X":5}"#;
    let json = parse(text);
    for (pointer, want) in [
        ("/a", vec![r#""a":{"b":1,"d":[]}"#]),
        ("/A", vec![r#""A":{"b":2,"c":[3]}"#]),
        ("/a/b", vec![r#""b":1"#, r#""b":2"#]),
        ("/A/b", vec![r#""b":1"#, r#""b":2"#]),
        ("/a/c/0", vec!["3"]),
        ("/A/d", vec![r#""d":[]"#]),
        ("/x/b", vec![r#""b":4"#]),
    ] {
        let ranges = json.locate(pointer);
        let found: Vec<&str> = ranges.map(|range| &text[range]).collect();
        assert_eq!(found, want, "{pointer}");
    }
}

/// Objects of one key in each other, a hundred levels deep, would take time for each level if they were joined from the bottom.
#[test]
fn a_document_of_nothing_but_repeated_keys_is_joined_once() {
    let mut text = "1".to_owned();
    for _ in 0..16 {
        text = format!(r#"{{"a":{text},"A":{text}}}"#);
    }
    let json = parse(&text);
    let mut value = &json.root;
    for _ in 0..15 {
        let members = value.members().expect("an object");
        assert!(members.len().is_power_of_two());
        value = value.member("a").expect("it is there");
    }
    assert_eq!(value.members().map(<[_]>::len), Some(1 << 16));
}

#[test]
fn half_a_surrogate_pair_does_not_fail_the_document() {
    for (literal, want) in [
        (r#""\ud800""#, "\u{fffd}"),
        (r#""a\udc00b\ud83dc""#, "a\u{fffd}b\u{fffd}c"),
        (r#""\ud800\ud800\n""#, "\u{fffd}\u{fffd}\n"),
        (r#""ä\ud800ö""#, "ä\u{fffd}ö"),
    ] {
        let json = parse(literal);
        assert_eq!(json.root.kind, Kind::String(want.into()), "{literal}");
        assert_eq!(problems(&json), [("lone-surrogate", String::new())]);
    }
    let whole = parse(r#""\ud83d\ude00""#);
    assert_eq!(whole.root.kind, Kind::String("😀".into()));
    assert_eq!(whole.problems(), []);
    let key = parse(r#"{"\udfff":1}"#);
    assert_eq!(
        key.root.members().map(|members| &*members[0].key),
        Some("\u{fffd}")
    );
    assert_eq!(problems(&key), [("lone-surrogate", String::new())]);
}

#[test]
fn numbers_are_kept_as_they_are_written() {
    let digits = "9".repeat(500);
    for number in ["-0", "1e400", "18446744073709551616", "0.10", &digits] {
        let json = parse(number);
        assert_eq!(json.root.kind, Kind::Number(number.into()));
        assert_eq!(json.problems(), []);
    }
}

fn nested(depth: usize) -> String {
    format!("{}1{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn nesting_is_read_to_the_limit_and_no_further() {
    assert_eq!(parse(&nested(DEEPEST)).problems(), []);
    let text = nested(DEEPEST + 1);
    let json = parse(&text);
    assert_eq!(problems(&json), [("json-depth", "/0".repeat(DEEPEST))]);
    let mut value = &json.root;
    let mut depth = 0;
    while let Kind::Array(elements) = &value.kind {
        value = &elements[0];
        depth += 1;
    }
    assert_eq!((depth, &value.kind), (DEEPEST, &Kind::TooDeep));
    assert_eq!(json.text_of(value), "[1]");
}

/// A wasm module has one MiB of stack; a native debug build needs several times as much for the same calls.
#[test]
fn a_hundred_thousand_levels_need_no_deep_stack() {
    let read = || {
        for text in [
            nested(100_000),
            format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)),
        ] {
            let json = parse(&text);
            assert_eq!(problems(&json).len(), 1);
            assert_eq!(json.problems()[0].rule, "json-depth");
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(read);
    thread
        .expect("a thread starts")
        .join()
        .expect("it did not overflow");
}

/// As large as a manifest may be: to go through what is skipped once for each level would take years, and the suite would not end.
#[test]
fn a_document_of_nothing_but_brackets_is_read_once() {
    const MOST: usize = 4 << 20;
    let halves = |open: &str, close: &str| {
        let levels = MOST / (open.len() + close.len());
        (open.repeat(levels), close.repeat(levels))
    };
    for (open, close) in [halves("[", "]"), halves("{\"a\":", "}")] {
        let text = format!("{open}1{close}");
        let json = parse(&text);
        assert_eq!(problems(&json).len(), 1);
        assert_eq!(json.text_of(&json.root).len(), text.len());
        // The blanks alone would be terabytes.
        assert_eq!(json.indented(&json.root, MOST), None);
    }
    let row = format!("[{}],", nested(2 * DEEPEST));
    let text = format!("[{}1]", row.repeat(MOST / row.len()));
    let json = parse(&text);
    assert_eq!(
        json.root.elements().map(<[_]>::len),
        Some(MOST / row.len() + 1)
    );
    for (open, message, column) in [
        ("[", "EOF while parsing a list", MOST),
        ("{\"a\":", "EOF while parsing a value", MOST / 5 * 5),
        ("[\n", "EOF while parsing a list", 0),
    ] {
        let levels = MOST / open.len();
        let want = match column {
            0 => (1 + levels, 1),
            _ => (1, column + 1),
        };
        let Err(DocumentError::Json {
            message: found,
            line,
            column,
        }) = Json::parse(open.repeat(levels).as_bytes())
        else {
            panic!("{open:?} is never closed");
        };
        assert_eq!((found.as_str(), (line, column)), (message, want));
    }
}

#[test]
fn what_is_laid_out_has_an_end() {
    let text = r#"{"a":[1,{}],"b":"[{"}"#;
    let json = parse(text);
    let want = "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"[{\"\n}";
    for most in 0..want.len() {
        assert_eq!(json.indented(&json.root, most), None, "{most}");
    }
    for most in [want.len(), usize::MAX] {
        assert_eq!(json.indented(&json.root, most).as_deref(), Some(want));
    }
}

#[test]
fn what_lies_too_deep_is_skipped_to_its_end() {
    let (open, close) = ("[".repeat(DEEPEST), "]".repeat(DEEPEST));
    for deep in ["{}", "[[], {\"]\": [1]}]", r#"{"a": "]\"}", "b": ["\\"]}"#] {
        let text = format!("{{\"deep\": {open}{deep} {close}, \"after\": 1}}");
        let json = parse(&text);
        // The object around the lists is a level of its own.
        assert_eq!(problems(&json).len(), 1, "{text}");
        assert_eq!(
            json.root.member("after").map(|after| &after.kind),
            Some(&Kind::Number("1".into())),
            "{text}"
        );
    }
}

#[test]
fn the_compact_text_has_no_blanks_but_those_in_strings() {
    for (text, want) in [
        (" { \"a b\" :\n[ 1 , 2.50 ] }\n", r#"{"a b":[1,2.50]}"#),
        (r#"["\" \\", " "]"#, r#"["\" \\"," "]"#),
        ("\t7 ", "7"),
    ] {
        let json = parse(text);
        assert_eq!(json.compact(&json.root), want);
    }
}

#[test]
fn a_million_problems_are_not_all_kept() {
    let members = vec!["\"a\":1"; 5000].join(",");
    let text = format!("{{{members}}}");
    let json = parse(&text);
    assert_eq!(json.problems().len(), 1001);
    let last = json.problems().pop().expect("a problem");
    assert_eq!(
        (last.rule, last.message.as_str()),
        ("too-many-problems", "3999 more problems are not listed")
    );
}

#[test]
fn problems_below_a_long_name_do_not_keep_it_a_thousand_times() {
    let name = "n".repeat(300 << 10);
    let members = ["\"a\":1"; 10].join(",");
    let text = format!("{{\"{name}\":{{{members}}}}}");
    let json = parse(&text);
    // Four names of 300 KiB are more than a mebibyte.
    let rules: Vec<&str> = json.problems().iter().map(|problem| problem.rule).collect();
    let kept = "duplicate-key";
    assert_eq!(rules, [kept, kept, kept, kept, "too-many-problems"]);
    let last = json.problems().pop().expect("a problem");
    assert_eq!(last.message, "5 more problems are not listed");
}

#[test]
fn long_names_and_texts_are_cut_in_messages() {
    let long = "n".repeat(1000);
    for (text, want) in [
        (
            format!(r#"{{"{long}":1,"{long}":2}}"#),
            format!(
                "the key \"{}\"… stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it",
                &long[..80]
            ),
        ),
        (
            format!(r#""{long}\ud800""#),
            format!(
                "half a surrogate pair is shown as U+FFFD in \"{}\"…",
                &long[..80]
            ),
        ),
    ] {
        let problems = parse(&text).problems();
        let messages: Vec<&str> = problems
            .iter()
            .map(|problem| problem.message.as_str())
            .collect();
        assert_eq!(messages, [want]);
    }
}

#[test]
fn pointers_are_escaped() {
    let json = parse(r#"{"a/b":{"c~d":{"x":1,"x":2}}}"#);
    assert_eq!(
        problems(&json),
        [("duplicate-key", "/a~1b/c~0d/x".to_owned())]
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Json::parse(&bytes);
    }

    #[test]
    fn what_serde_json_reads_is_read_alike(text in json_text(3)) {
        let json = parse(&text);
        let want: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        prop_assert!(is_alike(&json.root, &want), "{text}");
    }
}

fn json_text(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).expect("a string")),
    ];
    leaf.prop_recursive(depth, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5)
                .prop_map(|elements| format!("[ {} ]", elements.join(" , "))),
            // What serde_json makes of keys that stand more than once is not what Go does.
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..5).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("\"{key}\":{value}"))
                    .collect();
                format!("{{{}\n}}", members.join(","))
            }),
        ]
    })
}

fn is_alike(ours: &Value, theirs: &serde_json::Value) -> bool {
    match (&ours.kind, theirs) {
        (Kind::Null, serde_json::Value::Null) => true,
        (Kind::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
        (Kind::Number(ours), serde_json::Value::Number(theirs)) => **ours == theirs.to_string(),
        (Kind::String(ours), serde_json::Value::String(theirs)) => **ours == **theirs,
        (Kind::Array(ours), serde_json::Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| is_alike(ours, theirs))
        }
        (Kind::Object(members), serde_json::Value::Object(theirs)) => {
            let shown: Vec<_> = members
                .iter()
                .filter(|member| !member.is_shadowed)
                .collect();
            shown.len() == theirs.len()
                && shown.iter().all(|member| {
                    theirs
                        .get(&*member.key)
                        .is_some_and(|value| is_alike(&member.value, value))
                })
        }
        _ => false,
    }
}

#[test]
fn a_pointer_leads_to_the_bytes_it_points_at() {
    let text = "\u{feff}{\"a/b\":{\"m~n\":[10,{\"k\":1,\"k\":22}]},\"é\":\"{\\\"x\\\":1}\"}";
    let json = Json::parse(text.as_bytes()).expect("it is JSON");
    let table: [(&str, &[&str]); 12] = [
        ("", &[text.trim_start_matches('\u{feff}')]),
        ("/a~1b/m~0n/0", &["10"]),
        ("/a~1b/m~0n/1/k", &["\"k\":1", "\"k\":22"]),
        ("/a~1b/m~0n/1", &["{\"k\":1,\"k\":22}"]),
        ("/a~1b/m~0n/2", &["\"m~n\":[10,{\"k\":1,\"k\":22}]"]),
        ("/a~1b/m~0n/-", &["\"m~n\":[10,{\"k\":1,\"k\":22}]"]),
        ("/a~1b/m~0n/0/deeper", &["10"]),
        ("/é", &["\"é\":\"{\\\"x\\\":1}\""]),
        ("/é/x", &["\"é\":\"{\\\"x\\\":1}\""]),
        ("/missing", &[text.trim_start_matches('\u{feff}')]),
        ("no slash", &[text.trim_start_matches('\u{feff}')]),
        ("/a/b", &[text.trim_start_matches('\u{feff}')]),
    ];
    for (pointer, want) in table {
        let got: Vec<&str> = json.locate(pointer).map(|range| &text[range]).collect();
        assert_eq!(got, want, "{pointer}");
    }
}

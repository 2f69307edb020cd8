//! A report that somebody brings is untrusted: what is wrong with it is said exactly, and nothing of it makes the page fail.

use crate::{layers, report};
use porthole::{
    oci::DocumentError,
    report::{LARGEST, Report, ReportError},
};
use proptest::prelude::*;
use serde_json::{Value, json};

async fn whole() -> Value {
    serde_json::from_str(&report(&layers::unpacked().await).to_json()).unwrap()
}

fn read(value: &Value) -> Result<Report, ReportError> {
    Report::from_json(value.to_string().as_bytes())
}

/// A report with one value replaced, or taken away.
async fn with(pointer: &str, new: Option<Value>) -> Result<Report, ReportError> {
    let mut report = whole().await;
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = report.pointer_mut(parent).unwrap();
    match (parent, new) {
        (Value::Object(members), Some(new)) => {
            members.insert(key.to_owned(), new);
        }
        (Value::Object(members), None) => {
            members.remove(key).unwrap();
        }
        (Value::Array(elements), Some(new)) => elements[key.parse::<usize>().unwrap()] = new,
        other => panic!("{other:?}"),
    }
    read(&report)
}

#[tokio::test]
async fn what_is_no_report_is_told_why() {
    let text = String::from;
    for (bytes, want) in [
        ("", ReportError::Json(DocumentError::Empty)),
        ("<!doctype html><p>", ReportError::Json(DocumentError::Html)),
        ("[1]", ReportError::NotAReport),
        ("{}", ReportError::NotAReport),
        (r#"{"report": "1"}"#, ReportError::NotAReport),
        (r#"{"report": 0}"#, ReportError::NotAReport),
        (r#"{"report": 1.5}"#, ReportError::NotAReport),
        (r#"{"report": -1}"#, ReportError::NotAReport),
        (
            r#"{"report": 2}"#,
            ReportError::Newer { version: text("2") },
        ),
        (
            r#"{"report": 1}"#,
            ReportError::Missing {
                pointer: text("/porthole"),
            },
        ),
        (
            r#"{"report": 1, "a/b": 1}"#,
            ReportError::Unknown {
                pointer: text("/a~1b"),
            },
        ),
        (
            r#"{"report": 1, "page": "", "page": ""}"#,
            ReportError::OddJson {
                message: text(
                    "the key \"page\" stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it",
                ),
            },
        ),
    ] {
        assert_eq!(Report::from_json(bytes.as_bytes()), Err(want), "{bytes}");
    }
    assert!(matches!(
        Report::from_json(b"{\"report\": 1"),
        Err(ReportError::Json(DocumentError::Json { .. }))
    ));
    assert!(matches!(
        Report::from_json(&[0xff]),
        Err(ReportError::Json(DocumentError::Utf8 { .. }))
    ));
}

#[tokio::test]
async fn each_wrong_value_is_named_by_its_place() {
    let text = String::from;
    for (pointer, new, want) in [
        (
            "/made",
            None,
            ReportError::Missing {
                pointer: text("/made"),
            },
        ),
        (
            "/asked/reference",
            None,
            ReportError::Missing {
                pointer: text("/asked/reference"),
            },
        ),
        (
            "/layers/2/diffId/expected",
            None,
            ReportError::Missing {
                pointer: text("/layers/2/diffId/expected"),
            },
        ),
        (
            "/layers/0/size/expected",
            Some(json!("7")),
            ReportError::WrongType {
                pointer: text("/layers/0/size/expected"),
                expected: "a whole number",
                found: "a string",
            },
        ),
        (
            "/layers/0/size/expected",
            Some(json!(1.5)),
            ReportError::WrongNumber {
                pointer: text("/layers/0/size/expected"),
                text: text("1.5"),
            },
        ),
        (
            "/layers/0/size/expected",
            Some(json!(-7)),
            ReportError::WrongNumber {
                pointer: text("/layers/0/size/expected"),
                text: text("-7"),
            },
        ),
        (
            "/layers",
            Some(json!({})),
            ReportError::WrongType {
                pointer: text("/layers"),
                expected: "an array",
                found: "an object",
            },
        ),
        (
            "/layers/1",
            Some(json!(null)),
            ReportError::WrongType {
                pointer: text("/layers/1"),
                expected: "an object",
                found: "null",
            },
        ),
        (
            "/documents/0/date",
            Some(json!(null)),
            ReportError::WrongType {
                pointer: text("/documents/0/date"),
                expected: "a string",
                found: "null",
            },
        ),
        (
            "/documents/0/converted",
            Some(json!(1)),
            ReportError::WrongType {
                pointer: text("/documents/0/converted"),
                expected: "a boolean",
                found: "a number",
            },
        ),
        (
            "/documents/0/verdict",
            Some(json!("good")),
            ReportError::UnknownWord {
                pointer: text("/documents/0/verdict"),
                text: text("good"),
                known: text("not checked, verified, mismatch, computed, failed"),
            },
        ),
        (
            "/documents/0/extra",
            Some(json!(1)),
            ReportError::Unknown {
                pointer: text("/documents/0/extra"),
            },
        ),
    ] {
        assert_eq!(with(pointer, new).await, Err(want), "{pointer}");
    }
    assert!(matches!(
        with("/asked/reference", Some(json!("No Image"))).await,
        Err(ReportError::Reference(_))
    ));
    assert_eq!(
        with("/asked/reference", Some(json!(":")))
            .await
            .unwrap_err()
            .to_string()
            .split(": ")
            .next(),
        Some("/asked/reference names no image")
    );
}

#[test]
fn a_file_that_is_too_long_is_not_looked_at() {
    let bytes = vec![b' '; LARGEST as usize + 1];
    let error = Report::from_json(&bytes).unwrap_err();
    assert_eq!(error, ReportError::TooLarge { size: LARGEST + 1 });
    assert_eq!(
        error.to_string(),
        "it has 16777217 bytes, a report has 16777216 (16 MiB) at most"
    );
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Report::from_json(&bytes);
        let mut text = br#"{"report": 1, "#.to_vec();
        text.extend(&bytes);
        let _ = Report::from_json(&text);
    }

    #[test]
    fn any_text_comes_back_as_it_was(text in "\\PC*|[\u{0}-\u{ffff}]*") {
        let mut report = Report { version: 1, ..Report::default() };
        report.asked.reference = "alpine".to_owned();
        report.page = text.clone();
        report.unsigned = vec![text];
        let json = report.to_json();
        prop_assert_eq!(Report::from_json(json.as_bytes()), Ok(report.clone()));
        let value: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(value["page"].as_str(), Some(&*report.page));
        // Nothing that it says ends a line of Markdown, or a code span.
        let _ = report.to_markdown();
    }
}

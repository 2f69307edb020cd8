//! What changed between two reports.

use crate::{layers, render::Shown, report, support};
use porthole::report::{
    Change, Report, compare,
    model::{
        Document, DocumentName, Failure, Platform, Problem, ReportKind, Severity, Signature,
        SignatureVerdict, Verdict,
    },
};
use support::inspecting::{inspect, sample};

/// What differs, in one line each.
fn told(then: &Report, now: &Report) -> Vec<String> {
    let rows = compare(then, now).into_iter();
    let rows = rows.filter(|row| row.change != Change::Same);
    rows.map(|row| {
        format!(
            "{} {}: {} -> {}",
            row.change.word(),
            row.field,
            row.then,
            row.now
        )
    })
    .collect()
}

async fn index() -> Report {
    report(&Shown::of(
        &inspect("oci:sample:latest", None, &sample()).await,
    ))
}

fn document(report: &mut Report, name: DocumentName) -> &mut Document {
    let mut documents = report.documents.iter_mut();
    documents.find(|document| document.name == name).unwrap()
}

#[tokio::test]
async fn the_same_image_later_has_no_differences() {
    let then = index().await;
    let mut now = then.clone();
    "2027-01-01T00:00:00Z".clone_into(&mut now.made);
    now.documents[0].arrived = Some("2027-01-01T00:00:00Z".to_owned());
    now.documents[0].date = Some("Fri, 01 Jan 2027 00:00:00 GMT".to_owned());
    assert_eq!(told(&then, &now), [""; 0]);
    let same = compare(&then, &now);
    let digest = same.iter().find(|row| row.field == "index digest").unwrap();
    assert_eq!(digest.change, Change::Same);
    assert_eq!(
        Some(&*digest.now),
        then.documents[0].digest.computed.as_deref()
    );
}

#[tokio::test]
async fn each_difference_is_a_row() {
    type Edit = fn(&mut Report);
    let cases: [(&str, Edit, &[&str]); 13] = [
        (
            "the tag was moved",
            |now| {
                let index = document(now, DocumentName::Index);
                index.digest.computed = Some("sha256:other".to_owned());
                index.size.actual = Some(1);
            },
            &[
                "changed index digest: INDEX -> sha256:other",
                "changed index size: SIZE bytes -> 1 bytes",
            ],
        ),
        (
            "another server",
            |now| {
                let config = document(now, DocumentName::Config);
                config.url = Some("https://mirror.example:5000/a/b".to_owned());
            },
            &["changed config served by: https://page.example -> https://mirror.example:5000"],
        ),
        (
            "a verdict",
            |now| document(now, DocumentName::Manifest).verdict = Verdict::Mismatch,
            &["changed manifest verdict: verified -> mismatch"],
        ),
        (
            "no verdict this time",
            |now| document(now, DocumentName::Manifest).verdict = Verdict::NotChecked,
            &["unchecked manifest verdict: verified -> not checked"],
        ),
        (
            "a media type",
            |now| document(now, DocumentName::Config).media_type = "a/b".to_owned(),
            &["changed config media type: application/vnd.oci.image.config.v1+json -> a/b"],
        ),
        (
            "a header that came",
            |now| {
                document(now, DocumentName::Config).digest.header = Some("sha256:h".to_owned());
            },
            &["new config header digest:  -> sha256:h"],
        ),
        (
            "another kind",
            |now| now.kind = ReportKind::Image,
            &["changed kind: index -> image"],
        ),
        (
            "a config that cannot be read now",
            |now| {
                now.documents.pop();
                now.failures.push(Failure {
                    name: DocumentName::Config,
                    message: "Gone".to_owned(),
                });
            },
            &[
                "new read: the config could not be read:  -> Gone",
                "unchecked config digest: CONFIG -> ",
            ],
        ),
        (
            "a document that is there no more",
            |now| {
                now.documents.pop();
            },
            &["gone config digest: CONFIG -> "],
        ),
        (
            "platforms",
            |now| {
                now.platforms.remove(0);
                now.platforms[0].digest = "sha256:p".to_owned();
                now.platforms.push(Platform {
                    platform: Some("linux/riscv64".to_owned()),
                    digest: "sha256:r".to_owned(),
                    ..Platform::default()
                });
            },
            &[
                "gone platforms: PLATFORM0 -> ",
                "changed platforms: PLATFORM1 -> sha256:p",
                "new platforms: linux/riscv64:  -> sha256:r",
            ],
        ),
        (
            "problems",
            |now| {
                now.problems.push(Problem {
                    rule: "rule".to_owned(),
                    severity: Severity::Error,
                    message: "it is wrong".to_owned(),
                    document: "index".to_owned(),
                    pointer: "/a".to_owned(),
                    ..Problem::default()
                });
            },
            &["new problems: rule in index /a: it is wrong:  -> error"],
        ),
        (
            "signatures",
            |now| {
                now.signatures.push(Signature {
                    key_id: Some("K".to_owned()),
                    algorithm: "ES256".to_owned(),
                    verdict: SignatureVerdict::Valid,
                    ..Signature::default()
                });
            },
            &["new signatures: ES256 by K:  -> valid"],
        ),
        (
            "unsigned content",
            |now| now.unsigned.push("tag".to_owned()),
            &["new unsigned content: tag:  -> there"],
        ),
    ];
    let then = index().await;
    let digest = |at: usize| then.documents[at].digest.computed.clone().unwrap();
    let platform = |at: usize| {
        let entry = &then.platforms[at];
        format!("{}: {}", entry.platform.as_deref().unwrap(), entry.digest)
    };
    for (name, edit, want) in cases {
        let mut now = then.clone();
        edit(&mut now);
        let want: Vec<String> = want
            .iter()
            .map(|line| {
                line.replace("INDEX", &digest(0))
                    .replace("CONFIG", &digest(2))
                    .replace("PLATFORM0", &platform(0))
                    .replace("PLATFORM1", &platform(1))
                    .replace("SIZE", &then.documents[0].size.actual.unwrap().to_string())
            })
            .collect();
        assert_eq!(told(&then, &now), want, "{name}");
    }
}

#[tokio::test]
async fn signatures_that_changed_their_verdict_and_those_not_checked_are_told_apart() {
    let signature = |verdict| Signature {
        key_id: Some("K".to_owned()),
        algorithm: "ES256".to_owned(),
        verdict,
        ..Signature::default()
    };
    let with = |verdict| Report {
        signatures: vec![signature(verdict)],
        ..Report::default()
    };
    let then = with(SignatureVerdict::Valid);
    for (now, want) in [
        (
            SignatureVerdict::Invalid,
            "changed signatures: ES256 by K: valid -> invalid",
        ),
        (
            SignatureVerdict::NotChecked,
            "unchecked signatures: ES256 by K: valid -> ",
        ),
    ] {
        assert_eq!(told(&then, &with(now)), [want]);
    }
    assert_eq!(
        told(&then, &Report::default()),
        ["gone signatures: ES256 by K: valid -> "]
    );
}

#[tokio::test]
async fn layers_are_known_by_their_digests() {
    let then = report(&layers::unpacked().await);
    let digest = |at: usize| then.layers[at].digest.expected.clone().unwrap();
    // Not verified again.
    let mut now = then.clone();
    for layer in &mut now.layers {
        layer.verdict = Verdict::NotChecked;
    }
    let want: Vec<String> = (1..=7)
        .map(|number| format!("unchecked layer {number} verdict: verified -> not checked"))
        .collect();
    assert_eq!(told(&then, &now), want);
    // Other bytes.
    now.layers[0].verdict = Verdict::Mismatch;
    assert_eq!(
        told(&then, &now)[0],
        "changed layer 1 verdict: verified -> mismatch"
    );
    // Another layer in the place of one.
    let mut now = then.clone();
    now.layers[1].digest.expected = Some("sha256:new".to_owned());
    assert_eq!(
        told(&then, &now),
        [
            format!("gone layers: {}: 7 bytes -> ", digest(1)),
            "new layers: sha256:new:  -> 7 bytes".to_owned()
        ]
    );
    // The same ones in another order.
    let mut now = then.clone();
    now.layers.swap(0, 1);
    assert_eq!(told(&then, &now), ["changed order of layers:  -> "]);
    // Another diff ID for the same bytes.
    let mut now = then.clone();
    let diff_id = now.layers[0].diff_id.as_mut().unwrap();
    let before = std::mem::replace(&mut diff_id.expected, "sha256:d".to_owned());
    diff_id.verdict = Verdict::Mismatch;
    assert_eq!(
        told(&then, &now),
        [
            "changed layer 1 diff ID verdict: verified -> mismatch".to_owned(),
            format!("changed layer 1 diff ID: {before} -> sha256:d")
        ]
    );
}

//! What refers to an image, in its report.

use crate::{
    assert_keeps,
    render::Shown,
    report, report_with,
    support::{
        inspecting::{
            OCI_CONFIG, OCI_LAYER, OCI_MANIFEST, Repository, descriptor, inspect, sample,
        },
        source,
    },
};
use porthole::{
    inspection::referrers::{ReadReferrer, read_referrer},
    oci::{
        Descriptor, Digest, MediaType,
        media_type::{DOCKER_CONFIG, DOCKER_LAYER_GZIP, OCI_EMPTY},
    },
    report::{
        Report,
        model::{AttachedSignature, ReferrerGap, SignatureVerdict, Statement, Verdict},
        summary::summarize,
    },
    source::{
        SourceError,
        referrers::{FoundBy, Gap, Referrer},
    },
    ui::{
        referrers::{
            evidence::Known,
            state::{Action, Checked, List, Reading, ReferrersState},
        },
        shared::Shared,
    },
    verify::signature::{MOST_CHECKED, SignatureState, UncheckedReason},
};
use std::rc::Rc;
use yew::Reducible;

/// The sample, and its referrers as far as the section reads them; each signature in this state.
pub async fn looked(signature: SignatureState) -> (Shown, Known) {
    let world = sample();
    let shown = Shown::of(&inspect("oci:sample:latest", None, &world).await);
    let root = shown.state.root().unwrap();
    let digest = root.document.digest.clone();
    let source = source("oci:sample:latest", &world);
    let found = source
        .referrers(std::slice::from_ref(&digest))
        .await
        .unwrap();
    let pending = found.found.iter().cloned();
    let pending = pending.map(|one| (one, Reading::Pending)).collect();
    let begun = [
        Action::Begin(digest.clone()),
        Action::Listed(digest.clone(), Ok((pending, found.gaps))),
    ];
    let mut state = Rc::new(ReferrersState::default());
    for action in begun {
        state = state.reduce(action);
        assert!(!state.is_settled());
    }
    for (position, referrer) in found.found.iter().enumerate() {
        let read = read_referrer(&source, referrer, &root.document).await;
        state = state.reduce(Action::Read(digest.clone(), position, Box::new(read)));
    }
    assert!(state.is_settled());
    let signatures = state.read().flat_map(|(_, read)| &read.layers);
    let signatures = signatures.flat_map(|layer| &layer.attachment.as_ref().unwrap().signatures);
    let checks = signatures.map(|signed| Checked {
        signed: signed.clone(),
        state: signature.clone(),
        has_expired: false,
        has_other_key: false,
    });
    let known = Known {
        checks: checks.collect(),
        state: (*state).clone(),
    };
    (shown, known)
}

async fn gathered(signature: SignatureState) -> Report {
    let (shown, known) = looked(signature).await;
    let report = report_with(&shown, Some(&known));
    assert_keeps(&report);
    report
}

#[tokio::test]
async fn a_report_says_nothing_of_referrers_that_nobody_looked_for() {
    let (shown, _) = looked(SignatureState::Valid).await;
    let report = report(&shown);
    assert_keeps(&report);
    assert_eq!(report.referrers, None);
    let none = report_with(&shown, Some(&Known::default()));
    assert_keeps(&none);
    assert_eq!(none.referrers, Some(Vec::new()));
}

#[tokio::test]
async fn a_report_that_found_none_says_what_could_not_be_looked_at() {
    let (shown, _) = looked(SignatureState::Valid).await;
    let digest = shown.state.root().unwrap().document.digest.clone();
    let known = |answer| {
        let begun = Rc::new(ReferrersState::default()).reduce(Action::Begin(digest.clone()));
        let listed = match answer {
            None => begun,
            Some(answer) => begun.reduce(Action::Listed(digest.clone(), answer)),
        };
        Known {
            state: (*listed).clone(),
            ..Known::default()
        }
    };
    let failed = SourceError::TimedOut {
        url: "https://registry.example/v2/o/n/referrers/x?token=secret".to_owned(),
        seconds: 30,
        attempts: 4,
    };
    for (answer, reason) in [
        (
            Some(Ok((Vec::new(), vec![Gap::Refused { status: 500 }]))),
            "The referrers API answered 500. Only its tags were looked at.",
        ),
        (
            Some(Err(failed)),
            "GET https://registry.example/v2/o/n/referrers/x: nothing came for 30 s.",
        ),
        (None, "It was being looked for when the report was made."),
    ] {
        let report = report_with(&shown, Some(&known(answer)));
        assert_keeps(&report);
        assert_eq!(report.referrers, Some(Vec::new()));
        let gap = ReferrerGap {
            of: digest.to_string(),
            reason: reason.to_owned(),
        };
        assert_eq!(report.referrer_gaps, Some(vec![gap]));
        let phrase = format!("what refers to {} ({reason}", digest.short());
        let phrase = phrase.trim_end_matches('.');
        let mut open = report.summary.open.iter();
        assert!(
            open.any(|one| one.starts_with(phrase)),
            "{:?}",
            report.summary
        );
        let markdown = report.to_markdown();
        assert!(
            markdown.contains("None was found, but not everything could be looked at.\n"),
            "{markdown}"
        );
    }
    let found = known(Some(Ok((Vec::new(), Vec::new()))));
    let report = report_with(&shown, Some(&found));
    assert_eq!(report.referrer_gaps, None);
    assert!(report.to_markdown().contains("None found.\n"));
}

#[tokio::test]
async fn a_report_keeps_who_signed_what() {
    const NAME: &str = "a signature of 800328a3d253 by \"sample@example.com\"";
    let unchecked = UncheckedReason::NoCryptography;
    for (state, verdict, holds, fails, open) in [
        (
            SignatureState::Valid,
            SignatureVerdict::Valid,
            vec![NAME.to_owned()],
            vec![],
            vec![],
        ),
        (
            SignatureState::Invalid,
            SignatureVerdict::Invalid,
            vec![],
            vec![format!(
                "{NAME} (what is signed was changed, or it was not signed by this key)"
            )],
            vec![],
        ),
        (
            SignatureState::Unchecked {
                reason: unchecked.clone(),
            },
            SignatureVerdict::NotChecked,
            vec![],
            vec![],
            vec![format!("{NAME} ({unchecked})")],
        ),
    ] {
        let report = gathered(state).await;
        let referrers = report.referrers.as_ref().unwrap();
        let [release, signature] = referrers.as_slice() else {
            panic!("{referrers:?}");
        };
        assert_eq!(
            release.artifact_type,
            "application/vnd.example.release.v1+json"
        );
        assert_eq!(release.statements, []);
        assert_eq!(signature.purpose, "Signature");
        assert_eq!(signature.verdict, Verdict::Verified);
        assert_eq!(signature.found, "layout");
        let statement = &signature.statements[0];
        assert_eq!(
            statement.subjects.as_slice(),
            std::slice::from_ref(&signature.of)
        );
        let AttachedSignature {
            verdict: actual,
            signer,
            key_id,
            ..
        } = &statement.signatures[0];
        assert_eq!(*actual, verdict);
        assert_eq!(signer.as_deref(), Some("sample@example.com"));
        assert_eq!(key_id.as_ref().map(String::len), Some(64));
        let named = |phrases: &[String]| -> Vec<String> {
            let ours = phrases.iter().filter(|one| one.starts_with(NAME));
            ours.cloned().collect()
        };
        assert_eq!(named(&report.summary.holds), holds);
        assert_eq!(named(&report.summary.fails), fails);
        assert_eq!(named(&report.summary.open), open);
    }
}

#[test]
fn a_signer_cannot_add_to_what_holds() {
    const FORGED: &str = "acme; the digest of the config; the digest of all 5 layers";
    let by = |signer: Option<&str>, key_id: Option<&str>| AttachedSignature {
        verdict: SignatureVerdict::Valid,
        signer: signer.map(str::to_owned),
        key_id: key_id.map(str::to_owned),
        ..AttachedSignature::default()
    };
    for signature in [by(Some(FORGED), None), by(None, Some(FORGED))] {
        let mut report = Report {
            referrers: Some(vec![porthole::report::model::Referrer {
                of: format!("sha256:{}", "7".repeat(64)),
                verdict: Verdict::Verified,
                statements: vec![Statement {
                    signatures: vec![signature],
                    ..Statement::default()
                }],
                ..Default::default()
            }]),
            ..Report::default()
        };
        report.summary = summarize(&report);
        let phrase = format!("a signature of 777777777777 by \"{FORGED}\"");
        assert_eq!(report.summary.holds, [phrase.as_str()]);
        let line = format!("- **Holds:** `{phrase}`\n");
        let markdown = report.to_markdown();
        assert!(markdown.contains(&line), "{markdown}");
    }
}

#[tokio::test]
async fn a_report_says_of_a_referrer_what_the_page_doubts() {
    let (shown, known) = looked(SignatureState::Valid).await;
    let (subject, read) = known.state.read().last().unwrap();
    let with = |change: &dyn Fn(&mut ReadReferrer)| {
        let mut read = (**read).clone();
        change(&mut read);
        let List::Found { referrers, gaps } = &known.state.lists[0].1 else {
            panic!("{subject:?}");
        };
        let mut referrers = (**referrers).clone();
        referrers.last_mut().unwrap().1 = Reading::Read(Shared::new(read));
        let mut known = known.clone();
        known.state.lists[0].1 = List::Found {
            referrers: Rc::new(referrers),
            gaps: Rc::clone(gaps),
        };
        let report = report_with(&shown, Some(&known));
        assert_keeps(&report);
        let open = report.summary.open.iter();
        let open: Vec<String> = open
            .filter_map(|phrase| phrase.strip_prefix("what refers to 800328a3d253 "))
            .map(str::to_owned)
            .collect();
        (report.referrers.unwrap().pop().unwrap().faults, open)
    };
    let more = |number: usize| {
        move |read: &mut ReadReferrer| {
            let attachment = read.layers[0].attachment.as_mut().unwrap();
            let signature = attachment.signatures[0].clone();
            attachment.signatures = vec![signature; MOST_CHECKED + number];
        }
    };
    for (change, fault) in [
        (
            &(|read: &mut ReadReferrer| read.refers_to_subject = Some(false))
                as &dyn Fn(&mut ReadReferrer),
            "It says itself that it refers to something else.",
        ),
        (
            &|read: &mut ReadReferrer| read.unread = 1,
            "1 more layer was not read.",
        ),
        (
            &|read: &mut ReadReferrer| read.unread = 2,
            "2 more layers were not read.",
        ),
        (&more(1), "1 more signature is not checked and not shown."),
        (&more(2), "2 more signatures are not checked and not shown."),
    ] {
        let (faults, open) = with(change);
        assert_eq!(faults, [fault]);
        assert_eq!(open, [format!("({})", fault.trim_end_matches('.'))]);
    }
    assert_eq!(with(&|_| ()), (Vec::new(), Vec::new()));
}

/// The type that the report says of a referrer of one layer.
async fn type_of(config: &str, artifact_type: &str, layer: &str) -> String {
    let (shown, _) = looked(SignatureState::Valid).await;
    let root = shown.state.root().unwrap();
    let artifact_type = match artifact_type {
        "" => String::new(),
        stated => format!(r#","artifactType":"{stated}""#),
    };
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}"{artifact_type},"config":{},"layers":[{}]}}"#,
        descriptor(config, "{}", ""),
        descriptor(layer, "layer", "")
    );
    let digest = Digest::sha256_of(text.as_bytes());
    let world = Repository::default()
        .serve(&format!("manifests/{digest}"), OCI_MANIFEST, &text)
        .blob("layer")
        .world();
    let found = Referrer {
        descriptor: Descriptor {
            media_type: MediaType::new(OCI_MANIFEST),
            digest_text: digest.to_string(),
            digest: Some(digest),
            size: Some(text.len() as u64),
            ..Descriptor::default()
        },
        found: FoundBy::Api,
        served: None,
    };
    let source = source("registry.example/o/n:1", &world);
    let read = read_referrer(&source, &found, &root.document).await;
    assert!(read.is_ok(), "{read:?}");
    let subject = root.document.digest.clone();
    let state = [
        Action::Begin(subject.clone()),
        Action::Listed(
            subject.clone(),
            Ok((vec![(found, Reading::Pending)], Vec::new())),
        ),
        Action::Read(subject, 0, Box::new(read)),
    ]
    .into_iter()
    .fold(Rc::new(ReferrersState::default()), Reducible::reduce);
    let known = Known {
        checks: Rc::new([]),
        state: (*state).clone(),
    };
    let report = report_with(&shown, Some(&known));
    report.referrers.unwrap()[0].artifact_type.clone()
}

#[tokio::test]
async fn a_referrer_has_the_type_that_it_states_or_that_of_its_config() {
    const IN_TOTO: &str = "application/vnd.in-toto+json";
    const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
    for (config, artifact_type, layer, want) in [
        // An image may refer to another.
        (OCI_CONFIG, "", OCI_LAYER, OCI_CONFIG),
        (DOCKER_CONFIG, "", DOCKER_LAYER_GZIP, DOCKER_CONFIG),
        (OCI_CONFIG, "", "application/x", OCI_CONFIG),
        (OCI_EMPTY, "", "application/x", OCI_EMPTY),
        // What cosign wrote.
        (OCI_CONFIG, "", SIMPLE_SIGNING, SIMPLE_SIGNING),
        (OCI_EMPTY, "", SIMPLE_SIGNING, SIMPLE_SIGNING),
        (
            OCI_CONFIG,
            "",
            "application/vnd.dsse.envelope.v1+json",
            "application/vnd.dsse.envelope.v1+json",
        ),
        (OCI_CONFIG, "", IN_TOTO, IN_TOTO),
        (OCI_CONFIG, "", "text/spdx+json", "text/spdx+json"),
        (
            OCI_CONFIG,
            "",
            "application/vnd.cyclonedx+json",
            "application/vnd.cyclonedx+json",
        ),
        // What is stated counts.
        (OCI_CONFIG, "application/y", SIMPLE_SIGNING, "application/y"),
        (OCI_EMPTY, "application/y", IN_TOTO, "application/y"),
        ("application/z", "", SIMPLE_SIGNING, "application/z"),
    ] {
        assert_eq!(
            type_of(config, artifact_type, layer).await,
            want,
            "{config} {artifact_type} {layer}"
        );
    }
}

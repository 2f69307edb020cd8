//! Schema 1, signed and unsigned: what is signed, what is believed, and the facts of a real document.

#![cfg(not(target_arch = "wasm32"))]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature as P256Signature, VerifyingKey, signature::Verifier as _};
use porthole::oci::{
    Body, Digest, Document, Schema1, Verdict,
    config::ConfigValue,
    lint::{Finding, Linted, lint},
    media_type,
    public_key::key_id,
    schema1::Signature,
};

const SIGNED: &[u8] = include_bytes!("fixtures/groot-layer1.docker-v1-signed.json");
const PAYLOAD_DIGEST: &str =
    "sha256:23b0f7cb5f3afa46bb25bf2acccf377bd17e93581b7fcdf132cce6c031212ea9";
const SIGNED_LENGTH: usize = 6735;
const EMPTY_LAYER: &str = "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";

fn digest(text: &str) -> Digest {
    text.parse().expect("the test's digest is one")
}

fn parse(bytes: &[u8]) -> Document {
    Document::parse(bytes.into(), Some(media_type::DOCKER_SCHEMA1_SIGNED), None)
        .expect("a document")
}

fn schema1(document: &Document) -> &Schema1 {
    match &document.body {
        Body::Schema1(schema1) => schema1,
        other => panic!("no schema 1: {other:?}"),
    }
}

/// Rule and pointer of each problem.
fn problems(document: &Document) -> Vec<(&'static str, &str)> {
    let problems = document.problems.iter();
    problems
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect()
}

/// What the rules say of the document as a whole.
fn breaches(document: &Document) -> Vec<(&'static str, String)> {
    let linted = Linted {
        root: document,
        asked_for: None,
        entry: None,
        config: None,
    };
    let findings = lint(&linted).into_iter();
    findings
        .map(|Finding { problem, .. }| (problem.rule, problem.pointer))
        .collect()
}

/// Checks an ES256 signature over the payload.
fn is_valid(schema1: &Schema1, signature: &Signature) -> bool {
    let jwk: serde_json::Value =
        serde_json::from_str(signature.jwk.as_deref().expect("a key")).expect("a JWK");
    let coordinate = |key: &str| {
        URL_SAFE_NO_PAD
            .decode(jwk[key].as_str().expect("a text"))
            .expect("base64url")
    };
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).expect("a point of the curve");
    let value = P256Signature::from_slice(&signature.signature).expect("64 bytes");
    let payload = schema1.payload.as_ref().expect("a payload");
    key.verify(&signature.signing_input(payload), &value)
        .is_ok()
}

#[test]
fn the_facts_of_the_signed_fixture_are_reproduced() {
    assert_eq!(SIGNED.len(), 7382);
    let document = parse(SIGNED);
    assert_eq!(document.problems, []);
    assert_eq!(
        document.media_type.as_str(),
        media_type::DOCKER_SCHEMA1_SIGNED
    );
    assert_eq!(document.digest, digest(PAYLOAD_DIGEST));
    assert!(Digest::sha256_of(SIGNED).encoded().starts_with("b78b8032"));
    let schema1 = schema1(&document);
    assert_eq!(schema1.signed_length, Some(SIGNED_LENGTH));
    let payload = schema1.payload.as_deref().expect("a payload");
    assert_eq!(payload[..SIGNED_LENGTH], SIGNED[..SIGNED_LENGTH]);
    assert_eq!(&payload[SIGNED_LENGTH..], b"\n}");
    assert_eq!(
        (
            schema1.name.as_str(),
            schema1.tag.as_str(),
            schema1.architecture.as_str()
        ),
        ("groot/layer1", "latest", "amd64")
    );
    assert_eq!(schema1.unknown, []);
    assert_eq!(schema1.unsigned_members, []);
    let [signature] = schema1.signatures.as_slice() else {
        panic!("{} signatures", schema1.signatures.len());
    };
    assert_eq!(signature.algorithm, "ES256");
    assert_eq!(signature.time.as_deref(), Some("2018-08-01T20:14:33Z"));
    assert_eq!(
        signature.key_id.as_deref(),
        Some("SWGQ:JYCL:Z2LO:WZNT:GGR4:QYYH:IC6P:FKI5:NYG3:QG5H:TSG5:PX3R")
    );
    assert_eq!(signature.key_id_matches(), Some(true));
    assert_eq!(signature.fault, None);
    assert!(is_valid(schema1, signature));
}

#[test]
fn the_steps_of_the_fixture_are_shown_oldest_first() {
    let document = parse(SIGNED);
    let schema1 = schema1(&document);
    assert_eq!(schema1.steps.len(), 9);
    assert!(schema1.steps.iter().all(|step| step.chain_holds));
    let (oldest, newest) = (&schema1.steps[0], &schema1.steps[8]);
    assert_eq!(oldest.parent, None);
    assert_eq!(
        oldest.entry.created.as_deref(),
        Some("2018-06-05T21:20:51.286433694Z")
    );
    assert!(
        oldest
            .entry
            .instruction()
            .starts_with("ADD file:28c0771e44ff530d")
    );
    assert_eq!(
        newest.id.as_deref(),
        Some("498b95cff472b2c2f5f85f184350cd3ccc1962b7745f38ba3575f17eaf5b1246")
    );
    assert_eq!(newest.os.as_deref(), Some("linux"));
    assert_eq!(
        newest.blob_sum,
        Some(digest(
            "sha256:a944fc40555a13bba59709d473d887d14bf86bb748336cd17255b2df62066e8b"
        ))
    );
    assert_eq!(newest.entry.instruction(), "RUN touch /tmp/done");
    let throwaway: Vec<String> = schema1
        .steps
        .iter()
        .filter(|step| step.throwaway)
        .map(|step| step.entry.instruction())
        .collect();
    assert_eq!(throwaway, ["CMD [\"/bin/bash\"]", "ARG SUFFIX"]);
    for step in &schema1.steps {
        let is_empty_blob = step.blob_sum == Some(digest(EMPTY_LAYER));
        assert_eq!(
            (step.throwaway, step.entry.empty_layer),
            (is_empty_blob, is_empty_blob)
        );
    }
}

#[test]
fn the_config_of_the_newest_step_is_the_images() {
    let document = parse(SIGNED);
    let entries = schema1(&document).config_entries();
    let value = |key: &str| {
        entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| (&entry.value, entry.known))
    };
    let cmd = ConfigValue::Arguments(vec!["/bin/bash".into()]);
    assert_eq!(value("Cmd"), Some((&cmd, true)));
    let os = ConfigValue::Text("linux".into());
    assert_eq!(value("os"), Some((&os, true)));
    let version = ConfigValue::Text("18.03.1-ce".into());
    assert_eq!(value("docker_version"), Some((&version, true)));
    assert!(entries.iter().all(|entry| entry.known), "{entries:?}");
    assert_eq!(Schema1::default().config_entries(), []);
}

#[test]
fn a_changed_byte_in_the_signed_range_breaks_signature_and_digest() {
    let wanted = digest(PAYLOAD_DIGEST);
    let text = str::from_utf8(SIGNED).expect("text");
    for (from, to) in [
        ("groot/layer1", "groot/layer2"),
        ("amd64", "arm64"),
        ("e8b\"", "e8c\""),
    ] {
        let position = text.find(from).expect("it is there");
        assert!(position < SIGNED_LENGTH);
        let document = parse(text.replacen(from, to, 1).as_bytes());
        let schema1 = schema1(&document);
        assert!(!is_valid(schema1, &schema1.signatures[0]), "{to}");
        assert_ne!(document.digest, wanted, "{to}");
        let want = Verdict::DigestMismatch {
            expected: wanted.clone(),
            actual: document.digest.clone(),
            size: SIGNED_LENGTH as u64 + 2,
        };
        assert_eq!(document.verdict(&wanted, None), want);
    }
}

/// The fixture with `members` in front of its signatures.
fn with_unsigned(members: &str) -> Vec<u8> {
    let mut bytes = SIGNED[..SIGNED_LENGTH].to_vec();
    bytes.extend_from_slice(format!(",{members}").as_bytes());
    bytes.extend_from_slice(&SIGNED[SIGNED_LENGTH..]);
    bytes
}

#[test]
fn a_member_outside_the_signed_range_is_reported_and_never_believed() {
    let honest = parse(SIGNED);
    let layers = r#"[{"blobSum":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}]"#;
    let document = parse(&with_unsigned(&format!(
        r#""fsLayers": {layers}, "name": "evil/image", "layers": [], "mediaType": "{}", "note": 1"#,
        media_type::OCI_MANIFEST
    )));
    let schema1_of = schema1(&document);
    assert_eq!(document.digest, digest(PAYLOAD_DIGEST));
    assert!(is_valid(schema1_of, &schema1_of.signatures[0]));
    assert_eq!(schema1_of.name, "groot/layer1");
    assert_eq!(schema1_of.steps, schema1(&honest).steps);
    assert_eq!(
        document.media_type.as_str(),
        media_type::DOCKER_SCHEMA1_SIGNED
    );
    let pairs: Vec<(&str, &str)> = schema1_of
        .unsigned_members
        .iter()
        .map(|(key, text)| (key.as_str(), text.as_str()))
        .collect();
    let quoted = format!("\"{}\"", media_type::OCI_MANIFEST);
    assert_eq!(
        pairs,
        [
            ("fsLayers", layers),
            ("name", "\"evil/image\""),
            ("layers", "[]"),
            ("mediaType", quoted.as_str()),
            ("note", "1")
        ]
    );
    let rule = "schema1-unsigned-member";
    assert_eq!(
        problems(&document),
        [
            (rule, "/fsLayers"),
            (rule, "/name"),
            (rule, "/layers"),
            (rule, "/mediaType"),
            (rule, "/note")
        ]
    );
    assert_eq!(
        document.verdict(&digest(PAYLOAD_DIGEST), None),
        Verdict::Match { size: 6737 }
    );
}

#[test]
fn a_member_behind_the_signatures_is_reported_too() {
    let text = str::from_utf8(SIGNED).expect("text").trim_end();
    let text = text.strip_suffix('}').expect("an object");
    let document = parse(format!("{text}, \"tag\": \"other\"}}").as_bytes());
    assert_eq!(schema1(&document).tag, "latest");
    assert_eq!(problems(&document), [("schema1-unsigned-member", "/tag")]);
    assert_eq!(document.digest, digest(PAYLOAD_DIGEST));
}

#[test]
fn what_is_verified_is_the_payload_and_not_its_size() {
    let document = parse(SIGNED);
    let wanted = digest(PAYLOAD_DIGEST);
    for size in [None, Some(7382), Some(1)] {
        assert_eq!(
            document.verdict(&wanted, size),
            Verdict::Match { size: 6737 }
        );
    }
    let of_file = Digest::sha256_of(SIGNED);
    assert!(matches!(
        document.verdict(&of_file, None),
        Verdict::DigestMismatch { .. }
    ));
    assert_eq!(
        document.blob_verdict(&of_file, Some(7382)),
        Verdict::Match { size: 7382 }
    );
    assert_eq!(
        document.blob_verdict(&of_file, Some(7383)),
        Verdict::SizeMismatch {
            expected: 7383,
            actual: 7382,
            has_digest: true
        }
    );
    let sha512 = document
        .digest_like(&Digest::compute(&porthole::oci::Algorithm::Sha512, b"").expect("computed"));
    let payload = schema1(&document).payload.clone().expect("a payload");
    assert_eq!(
        sha512,
        Digest::compute(&porthole::oci::Algorithm::Sha512, &payload)
    );
    assert_eq!(document.digest_like(&digest("blake3:00")), None);
}

/// A signed document: the payload is `start` and `tail`.
fn signed(start: &str, protected: &[serde_json::Value]) -> String {
    let signatures: Vec<serde_json::Value> = protected
        .iter()
        .map(|protected| {
            serde_json::json!({
                "header": {"alg": "ES256"},
                "signature": "AAAA",
                "protected": URL_SAFE_NO_PAD.encode(protected.to_string()),
            })
        })
        .collect();
    format!(
        "{start},\"signatures\":{}}}",
        serde_json::Value::from(signatures)
    )
}

fn format(length: usize, tail: &str) -> serde_json::Value {
    serde_json::json!({"formatLength": length, "formatTail": URL_SAFE_NO_PAD.encode(tail)})
}

const START: &str =
    r#"{"schemaVersion":1,"name":"ä","tag":"t","architecture":"amd64","fsLayers":[],"history":[]"#;

#[test]
fn any_tail_is_part_of_the_payload() {
    for tail in ["}", "\n}", " \n\t}\n", ",\"more\":[1]}"] {
        let document = parse(signed(START, &[format(START.len(), tail)]).as_bytes());
        assert_eq!(document.problems, [], "{tail:?}");
        let payload = format!("{START}{tail}");
        assert_eq!(
            document.digest,
            Digest::sha256_of(payload.as_bytes()),
            "{tail:?}"
        );
        assert_eq!(
            schema1(&document).payload.as_deref(),
            Some(payload.as_bytes())
        );
    }
    let document = parse(signed(START, &[format(START.len(), ",\"more\":[1]}")]).as_bytes());
    assert_eq!(
        schema1(&document).unknown,
        [("more".to_owned(), "[1]".to_owned())]
    );
}

#[test]
fn only_schema_1_is_read_from_what_signatures_say() {
    let index = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]"#;
    for tail in [
        r#"{"schemaVersion":2,"config":{"digest":"x"},"layers":[]}"#,
        r#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#,
    ] {
        let bytes = signed(index, &[format(0, tail)]);
        let content_type = Some("application/vnd.oci.image.index.v1+json");
        let document =
            Document::parse(bytes.as_bytes().into(), content_type, None).expect("a document");
        assert_eq!(
            document.media_type.as_str(),
            media_type::OCI_INDEX,
            "{tail}"
        );
        assert!(matches!(document.body, Body::Index(_)), "{tail}");
        let digest = Digest::sha256_of(bytes.as_bytes());
        assert_eq!(
            document.verdict(&digest, None),
            Verdict::Match {
                size: bytes.len() as u64
            },
            "{tail}"
        );
    }
    // Nor where the structure says nothing, and a label says what it is.
    let tail = r#"{"schemaVersion":1,"fsLayers":[],"history":[]}"#;
    let media_type = media_type::OCI_ARTIFACT_MANIFEST;
    let labelled = format!(r#"{{"mediaType":"{media_type}","artifactType":"a/b""#);
    for (start, content_type) in [
        (labelled.as_str(), None),
        (r#"{"artifactType":"a/b""#, Some(media_type)),
    ] {
        let bytes = signed(start, &[format(0, tail)]);
        let document =
            Document::parse(bytes.as_bytes().into(), content_type, None).expect("a document");
        assert_eq!(document.media_type.as_str(), media_type, "{bytes}");
        assert_eq!(document.digest, Digest::sha256_of(bytes.as_bytes()));
    }
    // A wrong label does not change what is in a document.
    let bytes = signed(START, &[format(START.len(), "}")]);
    let document = Document::parse(
        bytes.as_bytes().into(),
        Some(media_type::DOCKER_MANIFEST),
        None,
    )
    .expect("a document");
    let payload = format!("{START}}}");
    assert_eq!(document.digest, Digest::sha256_of(payload.as_bytes()));
    // What schema 1 itself is said to be by a payload that is another document is not believed either.
    let tail = r#"{"schemaVersion":2,"manifests":[]}"#;
    let document = parse(signed(START, &[format(0, tail)]).as_bytes());
    assert!(matches!(document.body, Body::Schema1(_)));
    assert_eq!(document.digest, Digest::sha256_of(tail.as_bytes()));
}

#[test]
fn some_payloads_are_tried_and_not_as_many_as_there_are_signatures() {
    let wrong = |count: usize| (0..count).map(|tail| format(3, &tail.to_string()));
    let right = format(START.len(), "}");
    for (before, is_found) in [(7, true), (8, false)] {
        let protected: Vec<_> = wrong(before).chain([right.clone()]).collect();
        let document = parse(signed(START, &protected).as_bytes());
        assert_eq!(document.has_digest(), is_found, "{before} before");
    }
    // None of them is the manifest, as long as its head may be.
    let document = parse(signed(START, &vec![format(START.len(), ""); 5000]).as_bytes());
    assert_eq!(
        problems(&document),
        [("schema1-signature-format", "/signatures")]
    );
    let fault = "the signed payload is no JSON: EOF while parsing an object at line 1, column 91";
    let message = &document.problems[0].message;
    assert!(message.starts_with(fault), "{message}");
    // The same one again and again is one.
    let protected: Vec<_> = std::iter::repeat_n(format(3, ""), 5000)
        .chain([right])
        .collect();
    assert!(parse(signed(START, &protected).as_bytes()).has_digest());
}

#[test]
fn what_cannot_be_the_payload_is_a_fault_and_nothing_is_claimed() {
    let within_character = START.find('ä').expect("it is there") + 1;
    for (protected, said) in [
        (
            format(10_000, "}"),
            "formatLength is 10000, and the document has",
        ),
        (format(within_character, "}"), "ends within a character"),
        (format(START.len(), "]"), "the signed payload is no JSON"),
        (format(0, "[]"), "the signed payload is no JSON object"),
        (
            serde_json::json!({"formatTail": "fQ"}),
            "no signature says what is signed",
        ),
        (
            serde_json::json!({"formatLength": -1, "formatTail": "fQ"}),
            "no signature says what is signed",
        ),
        (
            serde_json::json!({"formatLength": 5}),
            "no signature says what is signed",
        ),
        (
            serde_json::json!({"formatLength": 5, "formatTail": "?"}),
            "no signature says what is signed",
        ),
    ] {
        let text = signed(START, &[protected]);
        let document = parse(text.as_bytes());
        let schema1 = schema1(&document);
        assert_eq!(
            (schema1.signed_length, schema1.payload.as_ref()),
            (None, None),
            "{said}"
        );
        assert_eq!(schema1.name, "ä");
        let fault = document
            .problems
            .iter()
            .find(|problem| problem.rule == "schema1-signature-format");
        let message = &fault.expect(said).message;
        assert!(message.contains(said), "{message}");
        assert!(message.ends_with("so it is not known"), "{message}");
        // The digest is that of the bytes: nothing else matches.
        assert_eq!(document.digest, Digest::sha256_of(text.as_bytes()));
        let payload = Digest::sha256_of(format!("{START}}}").as_bytes());
        assert!(matches!(
            document.verdict(&payload, None),
            Verdict::DigestMismatch { .. }
        ));
    }
}

#[test]
fn signatures_must_agree_on_what_is_signed() {
    let (first, second) = (format(START.len(), "}"), format(START.len(), "\n}"));
    let agreeing = parse(signed(START, &[first.clone(), first.clone()]).as_bytes());
    assert_eq!(agreeing.problems, []);
    let document = parse(signed(START, &[format(9999, "}"), first, second]).as_bytes());
    let schema1 = schema1(&document);
    assert_eq!(
        document.digest,
        Digest::sha256_of(format!("{START}}}").as_bytes())
    );
    assert_eq!(
        problems(&document),
        [
            ("schema1-signature-format", "/signatures"),
            ("schema1-signature", "/signatures/0"),
            ("schema1-signature", "/signatures/2")
        ]
    );
    let faults: Vec<bool> = schema1
        .signatures
        .iter()
        .map(|signature| signature.fault.is_some())
        .collect();
    assert_eq!(faults, [true, false, true]);
}

#[test]
fn malformed_signatures_say_why_they_cannot_be_checked() {
    let protected = URL_SAFE_NO_PAD.encode(format(START.len(), "}").to_string());
    let extended = URL_SAFE_NO_PAD.encode(
        serde_json::json!({"formatLength": START.len(), "formatTail": "fQ", "crit": ["exp"], "exp": 1})
            .to_string(),
    );
    for (signature, fault) in [
        (
            serde_json::json!({"protected": protected, "signature": "AAAA"}),
            "its header names no algorithm",
        ),
        (
            serde_json::json!({"header": {"alg": "ES256"}, "protected": protected}),
            "\"signature\" is missing",
        ),
        (
            serde_json::json!({"header": {"alg": "ES256"}, "protected": protected, "signature": "a b"}),
            "\"signature\" is no base64url: byte 1 is none of its characters",
        ),
        (
            serde_json::json!({"header": {"alg": "ES256"}, "signature": "AAAA"}),
            "\"protected\" is missing",
        ),
        (
            serde_json::json!({"header": {"alg": "ES256"}, "signature": "AAAA", "protected": "e30"}),
            "\"protected\" has no usable formatLength",
        ),
        (serde_json::json!(7), "\"protected\" is missing"),
        (
            serde_json::json!({"header": {"alg": "ES256"}, "signature": "AAAA", "protected": extended}),
            "it has extensions that must be understood (crit)",
        ),
    ] {
        let document = parse(format!("{START},\"signatures\":[{signature}]}}").as_bytes());
        let found = schema1(&document).signatures[0].fault.as_deref();
        assert_eq!(found, Some(fault), "{signature}");
    }
}

#[test]
fn a_key_id_that_is_not_that_of_the_key_is_reported() {
    let text = str::from_utf8(SIGNED)
        .expect("text")
        .replace("SWGQ:", "AAAA:");
    let document = parse(text.as_bytes());
    assert_eq!(
        schema1(&document).signatures[0].key_id_matches(),
        Some(false)
    );
    assert_eq!(problems(&document), []);
    assert_eq!(
        breaches(&document),
        [
            ("schema1-deprecated", String::new()),
            ("schema1-key-id", "/signatures/0".to_owned())
        ]
    );
    for jwk in [
        "{}",
        "[]",
        "nothing",
        r#"{"kty":"RSA","n":"AAAA","e":"AQAB"}"#,
        r#"{"kty":"RSA","n":"AQAB"}"#,
        r#"{"kty":"oct","k":"AQAB"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#,
    ] {
        assert_eq!(key_id::of_jwk(jwk), None, "{jwk}");
    }
}

#[test]
fn the_label_must_say_whether_it_is_signed() {
    let signed =
        Document::parse(SIGNED.into(), Some(media_type::DOCKER_SCHEMA1), None).expect("a document");
    assert_eq!(problems(&signed), [("media-type-contradiction", "")]);
    assert_eq!(signed.digest, digest(PAYLOAD_DIGEST));
    let unsigned = format!("{START}}}");
    let document = parse(unsigned.as_bytes());
    assert_eq!(problems(&document), [("media-type-contradiction", "")]);
    assert_eq!(document.media_type.as_str(), media_type::DOCKER_SCHEMA1);
    assert_eq!(document.digest, Digest::sha256_of(unsigned.as_bytes()));
    let labelled = Document::parse(unsigned.as_bytes().into(), Some("application/json"), None)
        .expect("a document");
    assert_eq!(labelled.problems, []);
    let empty = Document::parse(
        format!("{START},\"signatures\":[]}}").as_bytes().into(),
        None,
        None,
    )
    .expect("a document");
    assert_eq!(problems(&empty), [("schema1-signature", "/signatures")]);
    assert_eq!(empty.media_type.as_str(), media_type::DOCKER_SCHEMA1);
}

/// An unsigned document with these `fsLayers` and `history` items.
fn unsigned(layers: &[&str], history: &[&str]) -> Document {
    let layers: Vec<serde_json::Value> = layers
        .iter()
        .map(|sum| serde_json::json!({"blobSum": sum}))
        .collect();
    let history: Vec<serde_json::Value> = history
        .iter()
        .map(|text| serde_json::json!({"v1Compatibility": text}))
        .collect();
    let text = serde_json::json!({
        "schemaVersion": 1, "name": "n", "tag": "t", "architecture": "amd64", "fsLayers": layers, "history": history,
    });
    Document::parse(text.to_string().as_bytes().into(), None, None).expect("a document")
}

#[test]
fn a_broken_chain_is_said_and_still_shown() {
    let layer = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    let document = unsigned(
        &[layer; 3],
        &[
            r#"{"id":"c","parent":"b"}"#,
            r#"{"id":"b","parent":"x"}"#,
            r#"{"id":"a","parent":"z"}"#,
        ],
    );
    let steps = &schema1(&document).steps;
    let holds: Vec<bool> = steps.iter().map(|step| step.chain_holds).collect();
    assert_eq!(holds, [false, false, true]);
    assert_eq!(
        problems(&document),
        [
            ("schema1-chain", "/history/2/v1Compatibility"),
            ("schema1-chain", "/history/1/v1Compatibility")
        ]
    );
    assert_eq!(
        document.problems[1].message,
        "this step has parent \"x\", and the id of the step below is \"a\""
    );
}

#[test]
fn what_does_not_fit_in_a_step_is_reported_and_shown() {
    let document = unsigned(
        &["sha256:no", EMPTY_LAYER],
        &[
            "{not json",
            r#"{"id":"a","created":"yesterday","container_config":{"Cmd":"sh"},"throwaway":1}"#,
            "[]",
        ],
    );
    let steps = &schema1(&document).steps;
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[2].blob_sum_text, "sha256:no");
    assert_eq!(steps[2].v1_compatibility, "{not json");
    assert_eq!(steps[1].entry.created_by.as_deref(), Some("sh"));
    assert!(steps[1].entry.empty_layer && !steps[1].throwaway);
    assert_eq!(steps[0].blob_sum, None);
    let mut found = problems(&document);
    found.sort_unstable();
    found.dedup();
    assert_eq!(
        found,
        [
            ("created", "/history/1/v1Compatibility"),
            ("schema1-blob-sum", "/fsLayers/0/blobSum"),
            ("schema1-chain", "/history/0/v1Compatibility"),
            ("schema1-chain", "/history/1/v1Compatibility"),
            ("schema1-history-count", ""),
            ("schema1-v1-compatibility", "/history/0/v1Compatibility"),
            ("schema1-v1-compatibility", "/history/1/v1Compatibility"),
            ("schema1-v1-compatibility", "/history/2/v1Compatibility"),
        ]
    );
}

#[test]
fn an_id_that_comes_twice_breaks_the_chain() {
    let layer = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    let document = unsigned(
        &[layer; 3],
        &[
            r#"{"id":"a","parent":"b"}"#,
            r#"{"id":"b","parent":"a"}"#,
            r#"{"id":"a"}"#,
        ],
    );
    let steps = &schema1(&document).steps;
    let holds: Vec<bool> = steps.iter().map(|step| step.chain_holds).collect();
    assert_eq!(holds, [true, true, false]);
    assert_eq!(
        problems(&document),
        [("schema1-chain", "/history/0/v1Compatibility")]
    );
    assert_eq!(
        document.problems[0].message,
        "a step below has the same id \"a\""
    );
}

#[test]
fn steps_without_ids_and_parents_break_the_chain() {
    let layer = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    let document = unsigned(&[layer; 3], &[r#"{"parent":"b"}"#, r#"{"id":"b"}"#]);
    let steps = &schema1(&document).steps;
    let holds: Vec<bool> = steps.iter().map(|step| step.chain_holds).collect();
    assert_eq!(holds, [true, false, true]);
    let chain = document
        .problems
        .iter()
        .filter(|problem| problem.rule == "schema1-chain");
    let messages: Vec<&str> = chain.map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        ["this step has no parent, and the id of the step below is \"none\""]
    );
}

#[test]
fn problems_in_a_step_with_long_names_are_short() {
    let name = "n".repeat(10_000);
    let members = [r#""a":1"#; 101].join(",");
    let step = format!(r#"{{"id":"a","{name}":{{{members}}}}}"#);
    let document = unsigned(&[EMPTY_LAYER; 8], &[step.as_str(); 8]);
    let mut messages: Vec<&str> = document
        .problems
        .iter()
        .filter(|problem| problem.rule == "duplicate-key")
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(messages.len(), 800);
    messages.dedup();
    // The beginning of the pointer, 80 characters.
    let want = format!(
        "\"/{}\"…: the key \"a\" stands here more than once: the last is shown, with what objects and lists before it add, as tools in Go read it",
        &name[..79]
    );
    assert_eq!(messages, [want]);
}

#[test]
fn keys_in_another_case_are_told_of_in_steps_too() {
    let text = format!(
        r#"{{"schemaVersion":1,"name":"n","tag":"t","architecture":"amd64","fsLayers":[{{"blobsum":"{EMPTY_LAYER}"}}],
            "history":[{{"v1compatibility":"{{\"ID\":\"a\",\"container_config\":{{\"cmd\":[\"sh\"]}}}}"}}]}}"#
    );
    let document = parse(text.as_bytes());
    let step = &schema1(&document).steps[0];
    assert_eq!(step.blob_sum_text, EMPTY_LAYER);
    assert_eq!(step.id.as_deref(), Some("a"));
    assert_eq!(step.entry.created_by.as_deref(), Some("sh"));
    let found = problems(&document);
    let found = found.into_iter().filter(|(rule, _)| *rule == "key-case");
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            ("key-case", "/fsLayers/0/blobsum"),
            ("key-case", "/history/0/v1compatibility"),
            ("key-case", "/history/0/v1Compatibility"),
            ("key-case", "/history/0/v1Compatibility"),
        ]
    );
}

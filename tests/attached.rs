//! Signatures and statements that are attached to an image: what is read of them, and that what is handed to the browser is what was signed.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "support/attached.rs"]
mod support;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use porthole::oci::{Algorithm, Digest, Document, MediaType, public_key::KeyKind};
use porthole::verify::{
    attached::{
        AttachmentFault, COSE, Claim, DSSE, IN_TOTO, SIMPLE_SIGNING, Scheme, fixed_length, is_read,
        pem::{self, KeyError, public_key},
        prepare, read,
    },
    certificate::{Certificate, CertificateError},
    signature::{Hash, SignatureAlgorithm, SignatureCheck, UncheckedReason},
};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::signature::Verifier as _;
use support::*;

/// Those of a layer's descriptor.
type Annotations<'a> = &'a [(&'static str, &'static str)];

/// As the browser does it.
fn is_valid(check: &SignatureCheck) -> bool {
    let (message, signature) = (&check.signing_input, &check.signature);
    let point = |length: usize| &check.key_info[check.key_info.len() - length..];
    let rsa = || rsa::RsaPublicKey::from_public_key_der(&check.key_info).unwrap();
    match check.algorithm {
        SignatureAlgorithm::ES256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point(65)).unwrap();
            let signature = p256::ecdsa::Signature::from_slice(signature).unwrap();
            p256::ecdsa::signature::Verifier::verify(&key, message, &signature).is_ok()
        }
        SignatureAlgorithm::ES384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point(97)).unwrap();
            let signature = p384::ecdsa::Signature::from_slice(signature).unwrap();
            p384::ecdsa::signature::Verifier::verify(&key, message, &signature).is_ok()
        }
        SignatureAlgorithm::ES512 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point(133)).unwrap();
            let signature = p521::ecdsa::Signature::from_slice(signature).unwrap();
            p521::ecdsa::signature::Verifier::verify(&key, message, &signature).is_ok()
        }
        SignatureAlgorithm::RS256 => {
            let key = rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha256>::new(rsa());
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        SignatureAlgorithm::RS384 => {
            let key = rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha384>::new(rsa());
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        SignatureAlgorithm::RS512 => {
            let key = rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha512>::new(rsa());
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        // Whatever the salt.
        SignatureAlgorithm::Pss(Hash::Sha256, salt) => {
            let length = salt.length(Hash::Sha256, signature.len());
            let key = rsa::pss::VerifyingKey::<rsa::sha2::Sha256>::new_with_salt_len(rsa(), length);
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        SignatureAlgorithm::Pss(Hash::Sha384, salt) => {
            let length = salt.length(Hash::Sha384, signature.len());
            let key = rsa::pss::VerifyingKey::<rsa::sha2::Sha384>::new_with_salt_len(rsa(), length);
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        SignatureAlgorithm::Pss(Hash::Sha512, salt) => {
            let length = salt.length(Hash::Sha512, signature.len());
            let key = rsa::pss::VerifyingKey::<rsa::sha2::Sha512>::new_with_salt_len(rsa(), length);
            let signature = signature.as_slice().try_into().unwrap();
            key.verify(message, &signature).is_ok()
        }
        other => panic!("{other:?} is checked in the browser's tests"),
    }
}

fn of_subject() -> Vec<String> {
    vec![digest().to_string()]
}

#[test]
fn what_cosign_signs_is_prepared_for_every_kind_of_key() {
    for (algorithm, key_text, signature) in SIGNATURES {
        let attachment = cosign(signature);
        let [signed] = attachment.signatures.as_slice() else {
            panic!("{attachment:?}");
        };
        let checks = prepare(signed, Some(&key(key_text))).unwrap();
        let check = checks
            .iter()
            .find(|check| check.algorithm == algorithm)
            .unwrap_or_else(|| panic!("{algorithm:?} is not among {checks:?}"));
        assert_eq!(check.signing_input, PAYLOAD.as_bytes());
        // The other ones are checked in the browser's tests.
        let is_checked_here = algorithm.key_kind() == KeyKind::Rsa
            || matches!(
                algorithm,
                SignatureAlgorithm::ES256 | SignatureAlgorithm::ES384 | SignatureAlgorithm::ES512
            );
        if is_checked_here {
            assert!(is_valid(check), "{algorithm:?}");
            let mut altered = check.clone();
            altered.signing_input[40] ^= 1;
            assert!(!is_valid(&altered), "{algorithm:?}");
        }
    }
}

#[test]
fn what_cosign_signs_names_the_image_and_its_reference() {
    let attachment = cosign(SIGNATURES[0].2);
    let claim = attachment.claim.unwrap();
    let want = Claim {
        subjects: of_subject(),
        is_of_subject: true,
        predicate_type: None,
        facts: vec![("signed as", "registry.example/app".to_owned())],
    };
    assert_eq!(claim, want);
}

#[test]
fn a_bundle_of_sigstores_own_tools_is_read_and_valid() {
    let facts = vec![
        (
            "built by",
            "https://github.com/actions/runner/github-hosted".to_owned(),
        ),
        (
            "built as",
            "https://actions.github.io/buildtypes/workflow/v1".to_owned(),
        ),
        ("built from", "https://github.com/example/app".to_owned()),
        ("finished", "2026-03-04T05:06:07Z".to_owned()),
    ];
    let claim = Claim {
        subjects: of_subject(),
        is_of_subject: true,
        predicate_type: Some("https://slsa.dev/provenance/v1".to_owned()),
        facts,
    };
    for (text, certificates, hint) in [
        (BUNDLE_BY_KEY, 0, Some("the maker's key")),
        (BUNDLE_BY_CERTIFICATE, 1, None),
    ] {
        let attachment = layer(BUNDLE, &[], text).unwrap();
        assert_eq!(attachment.claim.as_ref(), Some(&claim));
        let [signed] = attachment.signatures.as_slice() else {
            panic!("{attachment:?}");
        };
        assert_eq!(signed.certificates.len(), certificates);
        assert_eq!(signed.key_hint.as_deref(), hint);
        let given = key(KEY);
        let checks = prepare(signed, (certificates == 0).then_some(&given)).unwrap();
        assert!(is_valid(&checks[0]));
    }
}

#[test]
fn a_bundle_with_a_mere_signature_is_checked_over_the_bytes_of_the_manifest() {
    let attachment = layer(BUNDLE, &[], BUNDLE_OF_MESSAGE).unwrap();
    assert_eq!(attachment.claim.unwrap().subjects, of_subject());
    let checks = prepare(&attachment.signatures[0], None).unwrap();
    assert_eq!(checks[0].signing_input, SUBJECT.as_bytes());
    assert!(is_valid(&checks[0]));
}

#[test]
fn what_a_bundle_says_of_the_digest_is_a_hint_that_may_be_missing_or_of_any_algorithm() {
    let sha512 = Digest::compute(&Algorithm::Sha512, SUBJECT.as_bytes()).unwrap();
    let base64 = |digest: &Digest| {
        let hex = digest.encoded().as_bytes().chunks(2);
        let bytes = hex.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap());
        STANDARD.encode(bytes.collect::<Vec<u8>>())
    };
    let other = Digest::sha256_of(b"something else");
    let wrong = |hint: String| vec![("wrong digest in the bundle", hint)];
    for (hint, facts) in [
        (serde_json::Value::Null, vec![]),
        (
            serde_json::json!({"algorithm": "SHA2_384", "digest": "AAAA"}),
            vec![],
        ),
        (
            serde_json::json!({"algorithm": "SHA2_256", "digest": base64(&digest())}),
            vec![],
        ),
        (
            serde_json::json!({"algorithm": "SHA2_512", "digest": base64(&sha512)}),
            vec![],
        ),
        (
            serde_json::json!({"algorithm": "SHA2_256", "digest": base64(&other)}),
            wrong(other.to_string()),
        ),
        (
            serde_json::json!({"algorithm": "SHA2_512", "digest": "AAAA"}),
            wrong("sha512:000000".to_owned()),
        ),
    ] {
        let mut bundle: serde_json::Value = serde_json::from_str(BUNDLE_OF_MESSAGE).unwrap();
        bundle["messageSignature"]["messageDigest"] = hint;
        let attachment = layer(BUNDLE, &[], &bundle.to_string()).unwrap();
        let claim = Claim {
            subjects: of_subject(),
            is_of_subject: true,
            facts,
            ..Claim::default()
        };
        assert_eq!(attachment.claim, Some(claim));
        let checks = prepare(&attachment.signatures[0], None).unwrap();
        assert!(is_valid(&checks[0]), "the hint is not signed");
    }
}

#[test]
fn an_envelope_of_the_notary_project_is_read_and_valid() {
    for (algorithm, text) in NOTATION {
        let attachment = layer(JOSE, &[], text).unwrap();
        let claim = Claim {
            subjects: of_subject(),
            is_of_subject: true,
            predicate_type: None,
            facts: vec![
                ("scheme", "notary.x509".to_owned()),
                ("expiry", "2027-04-06T07:01:20Z".to_owned()),
                ("by", "notation-go/1.3.0".to_owned()),
            ],
        };
        assert_eq!(attachment.claim, Some(claim));
        let signed = &attachment.signatures[0];
        assert_eq!(signed.time.as_deref(), Some("2026-04-06T07:01:20Z"));
        assert_eq!(signed.expires.as_deref(), Some("2027-04-06T07:01:20Z"));
        // A key that was pasted for others changes nothing.
        for given in [None, Some(key(KEY))] {
            let checks = prepare(signed, given.as_ref()).unwrap();
            assert_eq!(checks.len(), 1);
            assert_eq!(checks[0].algorithm, algorithm);
            assert!(is_valid(&checks[0]), "{algorithm:?}");
        }
    }
}

#[test]
fn a_statement_is_read_without_a_signature_and_in_an_envelope() {
    let bare = layer(IN_TOTO, &[], STATEMENT).unwrap();
    assert!(bare.claim.as_ref().unwrap().is_of_subject);
    assert!(bare.signatures.is_empty());
    let bundle: serde_json::Value = serde_json::from_str(BUNDLE_BY_KEY).unwrap();
    let envelope = bundle["dsseEnvelope"].to_string();
    for media_type in [DSSE, IN_TOTO] {
        let signed = layer(media_type, &[], &envelope).unwrap();
        assert_eq!(signed.claim, bare.claim);
        let checks = prepare(&signed.signatures[0], Some(&key(KEY))).unwrap();
        assert!(is_valid(&checks[0]));
    }
    // cosign writes the certificate beside it.
    let annotations = [("dev.sigstore.cosign/certificate", KEYLESS)];
    let signed = layer(DSSE, &annotations, &envelope).unwrap();
    assert!(is_valid(&prepare(&signed.signatures[0], None).unwrap()[0]));
}

/// A statement about these subjects.
fn statement_of(subjects: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{subjects}],"predicateType":"p"}}"#
    )
}

#[test]
fn a_statement_is_of_a_subject_that_one_of_its_digests_names() {
    let sha256 = digest().encoded().to_owned();
    let sha512 = Digest::compute(&Algorithm::Sha512, SUBJECT.as_bytes()).unwrap();
    let sha512 = sha512.encoded();
    let zero = "0".repeat(64);
    let table = [
        (format!(r#"{{"digest":{{"sha256":"{sha256}"}}}}"#), true),
        (format!(r#"{{"digest":{{"sha512":"{sha512}"}}}}"#), true),
        (
            format!(r#"{{"digest":{{"sha256":"{zero}","sha512":"{sha512}"}}}}"#),
            true,
        ),
        (
            format!(r#"{{"digest":{{"sha256":"{zero}"}}}},{{"digest":{{"sha256":"{sha256}"}}}}"#),
            true,
        ),
        (format!(r#"{{"digest":{{"sha256":"{zero}"}}}}"#), false),
        (format!(r#"{{"digest":{{"sha512":"{sha256}"}}}}"#), false),
        (format!(r#"{{"digest":{{"md5":"{sha256}"}}}}"#), false),
        (format!(r#"{{"digest":{{"SHA256":"{sha256}"}}}}"#), false),
        (
            format!(r#"{{"digest":{{"sha256":"{}"}}}}"#, sha256.to_uppercase()),
            false,
        ),
        (r#"{"digest":{"sha256":"0"}}"#.to_owned(), false),
        (String::new(), false),
    ];
    for (subjects, want) in table {
        let claim = layer(IN_TOTO, &[], &statement_of(&subjects)).unwrap().claim;
        assert_eq!(claim.unwrap().is_of_subject, want, "{subjects}");
    }
}

#[test]
fn a_large_subject_is_not_hashed_for_each_digest_of_a_statement() {
    // Hashed once for each, these are a hundred gigabytes.
    let text = format!("{{{}}}", " ".repeat(1 << 20));
    let subject = Document::parse(text.as_bytes().into(), None, None).unwrap();
    let other = format!(r#"{{"digest":{{"sha256":"{}"}}}},"#, "0".repeat(64));
    let last = format!(
        r#"{{"digest":{{"sha256":"{}"}}}}"#,
        subject.digest.encoded()
    );
    let statement = statement_of(&(other.repeat(100_000) + &last));
    let media_type = MediaType::new(IN_TOTO);
    let attachment = read(
        &media_type,
        |_| None,
        &statement.into_bytes().into(),
        &subject,
    );
    let claim = attachment.unwrap().claim.unwrap();
    assert_eq!((claim.subjects.len(), claim.is_of_subject), (100_001, true));
}

#[test]
fn what_is_not_as_it_should_be_says_what() {
    let signature = [("dev.cosignproject.cosign/signature", "AAAA")];
    let member = AttachmentFault::Member;
    let without = |text: &str, name: &str| {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
        value.as_object_mut().unwrap().remove(name);
        value.to_string()
    };
    let table: [(&str, Annotations<'_>, String, AttachmentFault); 16] = [
        (SIMPLE_SIGNING, &signature, "{}".to_owned(), member("type")),
        (
            SIMPLE_SIGNING,
            &signature,
            r#"{"critical":{"type":"atomic container signature"}}"#.to_owned(),
            member("docker-manifest-digest"),
        ),
        (
            JOSE,
            &[],
            with_protected("payload.v1", "payload.v2"),
            member("cty"),
        ),
        (
            SIMPLE_SIGNING,
            &[],
            PAYLOAD.to_owned(),
            AttachmentFault::Annotation("dev.cosignproject.cosign/signature"),
        ),
        (
            SIMPLE_SIGNING,
            &[("dev.cosignproject.cosign/signature", "?")],
            PAYLOAD.to_owned(),
            AttachmentFault::Base64("dev.cosignproject.cosign/signature"),
        ),
        (
            SIMPLE_SIGNING,
            &[signature[0], ("dev.sigstore.cosign/certificate", "AAAA")],
            PAYLOAD.to_owned(),
            AttachmentFault::Pem("dev.sigstore.cosign/certificate"),
        ),
        (DSSE, &[], "{}".to_owned(), member("payloadType")),
        (
            DSSE,
            &[],
            r#"{"payloadType":"x"}"#.to_owned(),
            member("payload"),
        ),
        (
            DSSE,
            &[],
            r#"{"payloadType":"x","payload":"?"}"#.to_owned(),
            AttachmentFault::Base64("payload"),
        ),
        (
            DSSE,
            &[],
            r#"{"payloadType":"x","payload":"AAAA"}"#.to_owned(),
            member("signatures"),
        ),
        (
            DSSE,
            &[],
            r#"{"payloadType":"x","payload":"AAAA","signatures":[{}]}"#.to_owned(),
            member("sig"),
        ),
        (BUNDLE, &[], "{}".to_owned(), member("verificationMaterial")),
        (
            BUNDLE,
            &[],
            without(BUNDLE_BY_KEY, "dsseEnvelope"),
            member("dsseEnvelope"),
        ),
        (
            JOSE,
            &[],
            without(NOTATION[0].1, "signature"),
            member("signature"),
        ),
        (JOSE, &[], without(NOTATION[0].1, "header"), member("x5c")),
        (COSE, &[], String::new(), AttachmentFault::Cose),
    ];
    for (media_type, annotations, content, want) in table {
        assert_eq!(
            layer(media_type, annotations, &content),
            Err(want),
            "{media_type} {content}"
        );
    }
    let critical = with_protected(
        "\"crit\":[",
        "\"crit\":[\"io.cncf.notary.verificationPlugin\",",
    );
    let attachment = layer(JOSE, &[], &critical).unwrap();
    let want = UncheckedReason::Critical {
        header: "io.cncf.notary.verificationPlugin".to_owned(),
    };
    assert_eq!(prepare(&attachment.signatures[0], None), Err(want));
    for (expiry, expires, want) in [
        ("\"2016-12-31T23:59:60Z\"", "2016-12-31T23:59:60Z", None),
        ("\"2021-01-01t00:00:00z\"", "2021-01-01t00:00:00z", None),
        (
            "\"2021-01-01 00:00:00Z\"",
            "2021-01-01 00:00:00Z",
            Some("\"2021-01-01 00:00:00Z\""),
        ),
        ("\"\"", "", Some("\"\"")),
        ("5", "5", Some("\"5\"")),
        ("[1, {}]", "[1,{}]", Some("\"[1,{}]\"")),
        ("null", "null", Some("\"null\"")),
    ] {
        let content = with_protected("\"2027-04-06T07:01:20Z\"", expiry);
        let signed = layer(JOSE, &[], &content).unwrap().signatures.remove(0);
        assert_eq!(signed.expires.as_deref(), Some(expires));
        let reason = prepare(&signed, None)
            .err()
            .map(|reason| reason.to_string());
        let want = want.map(|expiry| {
            format!(
                "its signer wants it to be relied on until {expiry}, which is no time (RFC 3339)"
            )
        });
        assert_eq!(reason, want);
    }
    for crit in ["\"io.cncf.notary.expiry\"", "{}", "null", "[]"] {
        let content = with_protected("\"crit\":[", &format!("\"crit\":{crit},\"was\":["));
        let want = Err(AttachmentFault::Member("crit"));
        assert_eq!(layer(JOSE, &[], &content), want, "{crit}");
    }
    let other = STATEMENT.replace("in-toto.io", "in-toto.example");
    assert_eq!(layer(IN_TOTO, &[], &other).unwrap().claim, None);
    let broken = layer(BUNDLE, &[], "{").unwrap_err().to_string();
    assert_eq!(broken, "EOF while parsing an object at line 1, column 2");
}

/// The first envelope of the Notary Project with a change in its protected header.
fn with_protected(from: &str, to: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(NOTATION[0].1).unwrap();
    let header = URL_SAFE_NO_PAD.decode(value["protected"].as_str().unwrap());
    let header = String::from_utf8(header.unwrap()).unwrap();
    assert!(header.contains(from), "{header}");
    value["protected"] = URL_SAFE_NO_PAD.encode(header.replacen(from, to, 1)).into();
    value.to_string()
}

#[test]
fn the_names_of_a_jws_are_told_apart_by_case_and_stand_once() {
    let member = AttachmentFault::Member;
    let twice = |name: &str| AttachmentFault::Twice(name.to_owned());
    let text = NOTATION[0].1;
    for (content, want) in [
        (with_protected("\"alg\"", "\"ALG\""), member("alg")),
        (with_protected("\"cty\"", "\"Cty\""), member("cty")),
        (
            with_protected("\"alg\"", "\"alg\":\"ES256\",\"alg\""),
            twice("alg"),
        ),
        (
            with_protected("\"crit\"", "\"crit\":[\"x\"],\"crit\""),
            twice("crit"),
        ),
        (
            text.replacen("\"protected\"", "\"Protected\"", 1),
            member("protected"),
        ),
        (text.replacen("\"header\"", "\"HEADER\"", 1), member("x5c")),
        (text.replacen("\"x5c\"", "\"X5C\"", 1), member("x5c")),
        (
            text.replacen("\"x5c\"", "\"x5c\":[],\"x5c\"", 1),
            twice("x5c"),
        ),
        (
            text.replacen("\"payload\"", "\"payload\":\"\",\"payload\"", 1),
            twice("payload"),
        ),
        ("[]".to_owned(), member("payload")),
    ] {
        assert_ne!(content, text);
        assert_eq!(layer(JOSE, &[], &content), Err(want), "{content}");
    }
    // Another name that looks like it takes nothing from the real one.
    let evil = with_protected(
        "\"crit\":[",
        "\"CRIT\":[\"io.cncf.notary.signingScheme\"],\"crit\":[\"com.example.evil\",",
    );
    let behind = with_protected(
        "\"crit\":[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\"]",
        "\"crit\":[\"com.example.evil\"],\"CRIT\":[\"io.cncf.notary.signingScheme\"]",
    );
    for content in [evil, behind] {
        let attachment = layer(JOSE, &[], &content).unwrap();
        let want = UncheckedReason::Critical {
            header: "com.example.evil".to_owned(),
        };
        assert_eq!(prepare(&attachment.signatures[0], None), Err(want));
    }
}

#[test]
fn a_payload_of_another_kind_is_signed_but_states_nothing() {
    let envelope =
        r#"{"payloadType":"text/plain","payload":"aGVsbG8=","signatures":[{"sig":"AAAA"}]}"#;
    let attachment = layer(DSSE, &[], envelope).unwrap();
    assert_eq!(attachment.claim, None);
    // The example of the specification of DSSE, protocol.md.
    assert_eq!(
        &*attachment.signatures[0].message,
        b"DSSEv1 10 text/plain 5 hello"
    );
}

#[test]
fn what_cannot_be_checked_says_why() {
    let signed = cosign(SIGNATURES[0].2).signatures.remove(0);
    let mut not_der = signed.clone();
    not_der.signature = vec![0; 64];
    let mut named = signed.clone();
    named.scheme = Scheme::Named("HS256".to_owned());
    let mut of_rsa = signed.clone();
    of_rsa.scheme = Scheme::Named("PS256".to_owned());
    let mut broken = signed.clone();
    broken.certificates = vec![b"no certificate".to_vec()];
    let pasted = key(KEY);
    let table = [
        (&signed, None, UncheckedReason::NoKey),
        (
            &not_der,
            Some(&pasted),
            UncheckedReason::Malformed {
                fault: "it is no signature of ES256 in DER".to_owned(),
            },
        ),
        (
            &named,
            Some(&pasted),
            UncheckedReason::Algorithm {
                algorithm: "HS256".to_owned(),
            },
        ),
        (
            &of_rsa,
            Some(&pasted),
            UncheckedReason::Key { algorithm: "PS256" },
        ),
        (
            &broken,
            Some(&pasted),
            UncheckedReason::Certificate {
                error: CertificateError::Der,
            },
        ),
    ];
    for (signed, key, want) in table {
        assert_eq!(prepare(signed, key), Err(want));
    }
}

#[test]
fn a_signature_in_der_becomes_one_of_fixed_length() {
    let pair = |r: &[u8], s: &[u8]| {
        let mut der = vec![0x30, (4 + r.len() + s.len()) as u8, 2, r.len() as u8];
        der.extend(r);
        der.extend([2, s.len() as u8]);
        der.extend(s);
        der
    };
    for (der, length, want) in [
        (pair(&[1], &[2]), 4, Some(vec![0, 1, 0, 2])),
        // A leading zero keeps a number from being negative.
        (
            pair(&[0, 0x80, 1], &[0x7f, 2]),
            4,
            Some(vec![0x80, 1, 0x7f, 2]),
        ),
        (pair(&[1, 2, 3], &[2]), 4, None),
        (vec![0; 4], 4, None),
        (vec![], 4, None),
        ([pair(&[1], &[2]), vec![0]].concat(), 4, None),
    ] {
        assert_eq!(fixed_length(&der, length), want, "{der:?}");
    }
}

#[test]
fn keys_are_taken_as_people_paste_them() {
    let certificate_key = public_key(KEYLESS).unwrap();
    assert_eq!(certificate_key, key(KEY));
    let body: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        KEY.replace('\n', "\r\n"),
        format!("here it is:\n\n  {}", KEY.replace('\n', "\n   ")),
        format!("-----BEGIN PUBLIC KEY-----{body}-----END PUBLIC KEY-----"),
    ] {
        assert_eq!(public_key(&text).as_ref(), Ok(&certificate_key), "{text:?}");
    }
    for (algorithm, text, _) in SIGNATURES {
        assert_eq!(key(text).kind, algorithm.key_kind(), "{algorithm:?}");
    }
    let block = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    for (text, want) in [
        (String::new(), KeyError::NoPem),
        (body, KeyError::NoPem),
        (block("PUBLIC KEY", "?"), KeyError::NoPem),
        (KEY.replace("-----END", "-----"), KeyError::NoPem),
        (
            block("ENCRYPTED COSIGN PRIVATE KEY", "AAAA"),
            KeyError::Private,
        ),
        (block("PUBLIC KEY", "AAAA"), KeyError::Kind),
        (block("CERTIFICATE", "AAAA"), KeyError::Kind),
        (
            block("RSA PUBLIC KEY", "AAAA"),
            KeyError::Label {
                label: "RSA PUBLIC KEY".to_owned(),
            },
        ),
    ] {
        assert_eq!(public_key(&text), Err(want), "{text:?}");
    }
}

#[test]
fn a_certificate_tells_whose_key_it_is() {
    let der = |text: &str| pem::blocks(text).remove(0).bytes;
    let keyless = Certificate::from_der(&der(KEYLESS)).unwrap();
    assert_eq!(keyless.subject, "");
    assert_eq!(keyless.names, ["maker@example.com"]);
    assert_eq!(
        keyless.identity_issuer.as_deref(),
        Some("https://accounts.example.com")
    );
    let [from, to] = &keyless.validity;
    assert!(
        from.starts_with("2026-11-") && from.ends_with('Z'),
        "{from}"
    );
    assert!(to > from && to.len() == 20, "{to}");
    let company = Certificate::from_der(&der(COMPANY)).unwrap();
    assert_eq!(
        company.subject,
        "C=US, ST=WA, O=Notary, CN=wabbit-networks.io"
    );
    assert!(company.names.is_empty());
    assert_eq!(company.identity_issuer, None);
    assert_eq!(
        Certificate::parse(&STANDARD.encode(der(COMPANY))),
        Ok(company)
    );
}

/// DER with a short length.
fn short_der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 128);
    [&[tag, length], &content[..]].concat()
}

#[test]
fn the_names_of_a_certificate_are_escaped_as_rfc_4514_has_it() {
    const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03";
    const MAIL: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";
    let time = short_der(0x17, &[b"260101000000Z"]);
    let validity = short_der(0x30, &[&time, &time]);
    let sequence = short_der(0x30, &[]);
    let table: [(&[u8], u8, &[u8], &str); 17] = [
        (
            COMMON_NAME,
            0x0c,
            b"James \"Jim\" Smith, III",
            "CN=James \\\"Jim\\\" Smith\\, III",
        ),
        (COMMON_NAME, 0x0c, b"#a#", "CN=\\#a#"),
        (COMMON_NAME, 0x0c, b" a b ", "CN=\\ a b\\ "),
        (COMMON_NAME, 0x0c, b"  ", "CN=\\ \\ "),
        (COMMON_NAME, 0x0c, b" ", "CN=\\ "),
        (COMMON_NAME, 0x0c, b"", "CN="),
        (COMMON_NAME, 0x0c, b"a\0b", "CN=a\\00b"),
        (
            COMMON_NAME,
            0x0c,
            b"a+b=c<d>e;f\\",
            "CN=a\\+b\\=c\\<d\\>e\\;f\\\\",
        ),
        (COMMON_NAME, 0x0c, "é ".as_bytes(), "CN=é\\ "),
        (COMMON_NAME, 0x13, b"#", "CN=\\#"),
        (COMMON_NAME, 0x14, b"\xe9", "CN=é"),
        (COMMON_NAME, 0x1e, b"\0 \0a", "CN=\\ a"),
        (COMMON_NAME, 0x04, b"Hi", "CN=#04024869"),
        (COMMON_NAME, 0x03, b"\0\x01", "CN=#03020001"),
        (COMMON_NAME, 0x05, b"", "CN=#0500"),
        (MAIL, 0x16, b"a@b", "1.2.840.113549.1.9.1=a@b"),
        (MAIL, 0x04, b"a", "1.2.840.113549.1.9.1=#040161"),
    ];
    for (kind, tag, value, want) in table {
        let pair = short_der(0x30, &[kind, &short_der(tag, &[value])]);
        let name = short_der(0x30, &[&short_der(0x31, &[&pair])]);
        let signed = short_der(
            0x30,
            &[
                b"\x02\x01\x01",
                &sequence,
                &sequence,
                &validity,
                &name,
                &sequence,
            ],
        );
        let certificate = short_der(0x30, &[&signed, &sequence, b"\x03\x01\0"]);
        let certificate = Certificate::from_der(&certificate).unwrap();
        assert_eq!(certificate.subject, want);
    }
}

#[test]
fn every_part_of_a_certificate_may_be_missing_and_nothing_panics() {
    let whole = pem::blocks(KEYLESS).remove(0).bytes;
    for length in 0..whole.len() {
        assert_eq!(
            Certificate::from_der(&whole[..length]),
            Err(CertificateError::Der),
            "{length}"
        );
    }
    for position in 0..whole.len() {
        let mut altered = whole.clone();
        altered[position] ^= 0x21;
        // Whatever it says then.
        let _ = Certificate::from_der(&altered);
    }
}

#[test]
fn only_signatures_and_statements_are_read() {
    for (media_type, want) in [
        (SIMPLE_SIGNING, true),
        (BUNDLE, true),
        ("application/vnd.dev.sigstore.bundle+json", true),
        (JOSE, true),
        (COSE, true),
        ("application/spdx+json", false),
        ("application/vnd.oci.image.layer.v1.tar+gzip", false),
        ("", false),
    ] {
        let media_type = MediaType::new(media_type);
        assert_eq!(is_read(&media_type), want, "{media_type:?}");
    }
}

#[test]
fn whatever_is_altered_nothing_panics() {
    let given = key(KEY);
    let cosign = [
        ("dev.cosignproject.cosign/signature", SIGNATURES[0].2),
        ("dev.sigstore.cosign/certificate", KEYLESS),
    ];
    let table: [(&str, Annotations<'_>, &str); 6] = [
        (SIMPLE_SIGNING, &cosign, PAYLOAD),
        (IN_TOTO, &[], STATEMENT),
        (BUNDLE, &[], BUNDLE_BY_KEY),
        (BUNDLE, &[], BUNDLE_BY_CERTIFICATE),
        (BUNDLE, &[], BUNDLE_OF_MESSAGE),
        (JOSE, &[], NOTATION[0].1),
    ];
    for (media_type, annotations, content) in table {
        for position in 0..content.len() {
            for other in ["", "\"", "{", "[", "A", "\u{0}", "\u{fffd}"] {
                let altered = format!(
                    "{}{other}{}",
                    &content[..position],
                    &content[position + 1..]
                );
                let Ok(attachment) = layer(media_type, annotations, &altered) else {
                    continue;
                };
                for signed in &attachment.signatures {
                    // Whatever comes of it.
                    let _ = prepare(signed, Some(&given));
                }
            }
        }
    }
}

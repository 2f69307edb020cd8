//! Digests: the grammar, the hash functions, and verdicts.

#![cfg(not(target_arch = "wasm32"))]

use porthole::oci::{Algorithm, Digest, Verdict, Verifier, digest::DigestError, digest::Hasher};
use proptest::prelude::*;

const EMPTY_SHA256: &str =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn digest(text: &str) -> Digest {
    text.parse().expect("the test's digest is one")
}

/// FIPS 180-4 examples, as NIST publishes them.
const VECTORS: [(&[u8], &str, &str); 4] = [
    (
        b"",
        EMPTY_SHA256,
        "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    ),
    (
        b"abc",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ),
    (
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "sha512:204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445",
    ),
    (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "sha256:cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
        "sha512:8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
    ),
];

#[test]
fn the_vectors_of_nist_are_reproduced() {
    for (bytes, sha256, sha512) in VECTORS {
        assert_eq!(Digest::sha256_of(bytes).to_string(), sha256);
        assert_eq!(
            Digest::compute(&Algorithm::Sha512, bytes),
            Some(digest(sha512))
        );
    }
}

#[test]
fn a_million_times_a_is_hashed_as_nist_says() {
    let mut hasher = Hasher::sha256();
    for _ in 0..1000 {
        hasher.push(&[b'a'; 1000]);
    }
    assert_eq!(
        hasher.finish().to_string(),
        "sha256:cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

#[test]
fn every_split_point_gives_the_same_digest() {
    // Longer than two blocks of SHA-512, so that every position within a block is a split point.
    let bytes: Vec<u8> = (0..=255).chain(0..=44).collect();
    for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
        let whole = Digest::compute(&algorithm, &bytes);
        for split in 0..=bytes.len() {
            let mut hasher = Hasher::new(&algorithm).expect("it is computed");
            hasher.push(&bytes[..split]);
            hasher.push(&bytes[split..]);
            assert_eq!(Some(hasher.finish()), whole, "split at {split}");
        }
    }
}

#[test]
fn digests_that_are_some() {
    let sha512 = VECTORS[0].2;
    for (text, algorithm, is_supported) in [
        (EMPTY_SHA256, Algorithm::Sha256, true),
        (sha512, Algorithm::Sha512, true),
        (
            "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8",
            Algorithm::Other("multihash+base58".into()),
            false,
        ),
        (
            "sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564",
            Algorithm::Other("sha256+b64u".into()),
            false,
        ),
        ("a.b_c-d+e:=", Algorithm::Other("a.b_c-d+e".into()), false),
        ("blake3:0", Algorithm::Other("blake3".into()), false),
    ] {
        let digest = digest(text);
        assert_eq!(digest.algorithm(), &algorithm);
        assert_eq!(digest.is_supported(), is_supported, "{text}");
        assert_eq!(digest.to_string(), text);
    }
}

#[test]
fn digests_that_are_none() {
    let hex = &EMPTY_SHA256[7..];
    for (text, want) in [
        ("", DigestError::MissingColon { position: 0 }),
        ("sha256", DigestError::MissingColon { position: 6 }),
        (":abc", DigestError::IncompleteAlgorithm { position: 0 }),
        (
            "sha256+:abc",
            DigestError::IncompleteAlgorithm { position: 7 },
        ),
        (
            "sha+-256:abc",
            DigestError::Algorithm {
                found: '-',
                position: 4,
            },
        ),
        (
            "+sha:abc",
            DigestError::Algorithm {
                found: '+',
                position: 0,
            },
        ),
        (
            &format!("SHA256:{hex}"),
            DigestError::Algorithm {
                found: 'S',
                position: 0,
            },
        ),
        (
            &format!("sha256:{}", hex.to_uppercase()),
            DigestError::Encoded {
                found: 'E',
                position: 7,
            },
        ),
        (
            &format!("sha256:{}g", &hex[..63]),
            DigestError::Encoded {
                found: 'g',
                position: 70,
            },
        ),
        (
            "sha256:abc",
            DigestError::Length {
                expected: 64,
                actual: 3,
                position: 10,
            },
        ),
        (
            "sha256:",
            DigestError::Length {
                expected: 64,
                actual: 0,
                position: 7,
            },
        ),
        (
            &format!("sha256:{hex}00"),
            DigestError::Length {
                expected: 64,
                actual: 66,
                position: 71,
            },
        ),
        (
            &format!("sha512:{hex}"),
            DigestError::Length {
                expected: 128,
                actual: 64,
                position: 71,
            },
        ),
        ("md5:", DigestError::EmptyEncoded { position: 4 }),
        (
            "md5:a/b",
            DigestError::Encoded {
                found: '/',
                position: 5,
            },
        ),
        (
            "md5:ä",
            DigestError::Encoded {
                found: 'ä',
                position: 4,
            },
        ),
    ] {
        assert_eq!(text.parse::<Digest>(), Err(want), "{text}");
    }
}

#[test]
fn the_short_form_has_twelve_characters_or_all() {
    assert_eq!(digest(EMPTY_SHA256).short(), "e3b0c44298fc");
    assert_eq!(digest("md5:abc").short(), "abc");
}

fn verdict(expected: &str, size: Option<u64>, bytes: &[u8]) -> Verdict {
    let mut verifier = Verifier::new(digest(expected), size);
    for byte in bytes {
        verifier.push(std::slice::from_ref(byte));
    }
    assert_eq!(verifier.bytes_read(), bytes.len() as u64);
    verifier.verdict()
}

#[test]
fn the_verdict_compares_size_before_digest() {
    let abc = VECTORS[1].1;
    assert_eq!(verdict(abc, None, b"abc"), Verdict::Match { size: 3 });
    assert_eq!(verdict(abc, Some(3), b"abc"), Verdict::Match { size: 3 });
    assert_eq!(
        verdict(VECTORS[1].2, Some(3), b"abc"),
        Verdict::Match { size: 3 }
    );
    for (size, bytes) in [(4, b"abc".as_slice()), (2, b"abc"), (3, b""), (0, b"x")] {
        assert_eq!(
            verdict(abc, Some(size), bytes),
            Verdict::SizeMismatch {
                expected: size,
                actual: bytes.len() as u64,
                has_digest: bytes == b"abc"
            }
        );
    }
    assert_eq!(
        verdict(abc, Some(3), b"abd"),
        Verdict::DigestMismatch {
            expected: digest(abc),
            actual: Digest::sha256_of(b"abd"),
            size: 3
        }
    );
}

#[test]
fn an_unknown_algorithm_is_never_a_mismatch() {
    for (size, bytes) in [(Some(3), b"abc".as_slice()), (Some(9), b"abc"), (None, b"")] {
        assert_eq!(
            verdict("blake3:00", size, bytes),
            Verdict::Unsupported {
                algorithm: "blake3".into()
            }
        );
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_parses_is_written_as_it_was(text in "[a-z0-9+._:=-]{0,20}|.{0,90}") {
        match text.parse::<Digest>() {
            Ok(digest) => prop_assert_eq!(digest.to_string(), text),
            Err(error) => prop_assert!(text.is_char_boundary(error.position())),
        }
    }

    #[test]
    fn the_grammar_of_the_specification_is_accepted(text in "[a-z0-9]{1,5}([+._-][a-z0-9]{1,5}){0,2}:[a-zA-Z0-9=_-]{1,40}") {
        prop_assume!(!text.starts_with("sha256:") && !text.starts_with("sha512:"));
        let digest: Digest = text.parse().expect("it is a digest");
        prop_assert!(!digest.is_supported());
    }
}

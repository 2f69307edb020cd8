//! What holds of every input, whatever its bytes: one function for each target. They panic when it does not.

use porthole::{
    layer::{InflateError, Inflater, decoder, tree::Tree},
    oci::{
        Body, Config, Digest, Document, ImageReference, MediaType, Place, Problem, Verdict,
        json::Json,
        lint::{Linted, lint},
    },
    source::{
        Response,
        registry::{challenge, token::TokenRequest},
        retry_after::retry_after,
    },
    tar::Lister,
    verify::{
        attached::{self, DSSE, IN_TOTO, JOSE, SIMPLE_SIGNING, fixed_length, pem},
        certificate::Certificate,
        signature,
    },
};
use std::rc::Rc;

/// A target: its name, and what must hold of its input.
type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: [Target; 11] = [
    ("reference", reference),
    ("digest", digest),
    ("challenge", challenge),
    ("manifest", manifest),
    ("index", index),
    ("config", config),
    ("schema1", schema1),
    ("gzip", gzip),
    ("zstd", zstd),
    ("tar", tar),
    ("attached", attached),
];

/// A reference that was read is written in a form that reads as the same; an error points into the text, between two characters.
pub fn reference(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match text.parse::<ImageReference>() {
        Ok(reference) => {
            let written = reference.to_string();
            assert_eq!(written.parse().as_ref(), Ok(&reference), "{written:?}");
        }
        Err(error) => assert!(text.get(error.position..).is_some(), "{error:?}"),
    }
    if let Some(plain) = ImageReference::plain(text) {
        assert_eq!(text.parse(), Ok(plain));
    }
    if let Some(place) = Place::typed(text) {
        let written = place.typed_form();
        assert_eq!(Place::typed(&written).as_ref(), Some(&place), "{written:?}");
    }
}

/// A digest that was read is written as it stood.
pub fn digest(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(digest) = text.parse::<Digest>() {
        assert_eq!(digest.to_string(), text);
        let computed = Digest::compute(digest.algorithm(), bytes);
        assert_eq!(computed.is_some(), digest.is_supported());
        if let Some(computed) = computed {
            assert_eq!(computed.algorithm(), digest.algorithm());
        }
    }
}

/// A token is asked for only at an http or https origin that carries no credentials.
pub fn challenge(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for challenge in challenge::parse(text) {
        assert!(!challenge.scheme.is_empty());
        let Some(request) = TokenRequest::from_challenge(&challenge, "library/alpine") else {
            continue;
        };
        for registry in ["https://registry.example/", "http://localhost:5000/"] {
            if let Ok(url) = request.url(registry) {
                let scheme = url.split(':').next().unwrap_or_default();
                let is_web = ["https", "http"].map(|web| scheme.eq_ignore_ascii_case(web));
                assert!(is_web.contains(&true), "{url}");
                let behind_scheme = url.split("//").nth(1).unwrap_or_default();
                // Browsers read a backslash as a slash.
                let authority = behind_scheme.split(['/', '\\', '?', '#']).next();
                let authority = authority.unwrap_or_default();
                assert!(!authority.contains('@'), "{url}");
            }
        }
    }
    let response = Response {
        status: 429,
        url: "https://registry.example/v2/".to_owned(),
        redirected: false,
        headers: vec![("retry-after".to_owned(), text.to_owned())],
        body: [].into(),
        made: false,
        problems: Vec::new(),
    };
    let _ = retry_after(&response);
}

/// A document of any kind.
pub fn manifest(bytes: &[u8]) {
    document(bytes, None, None);
}

/// A document that an index's type is claimed of.
pub fn index(bytes: &[u8]) {
    document(bytes, Some("application/vnd.oci.image.index.v1+json"), None);
    let manifest_list = MediaType::new("application/vnd.docker.distribution.manifest.list.v2+json");
    document(bytes, None, Some(&manifest_list));
}

/// The places of a config's problems are found.
pub fn config(bytes: &[u8]) {
    if let Ok(config) = Config::parse(bytes.into()) {
        check_places(bytes, &config.problems);
        assert_eq!(&*config.bytes, bytes);
    }
}

/// A document that schema 1 is claimed of: also what is read of its signatures and their certificates.
pub fn schema1(bytes: &[u8]) {
    let media_type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    let Some(document) = document(bytes, Some(media_type), None) else {
        return;
    };
    let Body::Schema1(schema1) = &document.body else {
        return;
    };
    let _ = schema1.config_entries();
    if let (Some(payload), Some(length)) = (&schema1.payload, schema1.signed_length) {
        // The signed range is the beginning of what was served, and the tail of the payload is its own.
        assert_eq!(payload.get(..length), bytes.get(..length));
    }
    for signed in &schema1.signatures {
        let _ = signature::public_key(signed);
        if let Ok(check) = signature::prepare(schema1, signed) {
            assert!(check.signing_input.contains(&b'.'));
        }
    }
}

fn document(
    bytes: &[u8],
    content_type: Option<&str>,
    expected: Option<&MediaType>,
) -> Option<Document> {
    let document = Document::parse(bytes.into(), content_type, expected).ok()?;
    assert_eq!(&*document.bytes, bytes);
    let own = document.verdict(&document.digest, None);
    assert!(matches!(own, Verdict::Match { .. }), "{own:?}");
    check_places(bytes, &document.problems);
    let found = lint(&Linted {
        root: &document,
        asked_for: None,
        entry: None,
        config: None,
    });
    for finding in found {
        check_places(bytes, &[finding.problem]);
    }
    Some(document)
}

/// Each problem's pointer leads to bytes of the document.
fn check_places(bytes: &[u8], problems: &[Problem]) {
    let Ok(json) = Json::parse(bytes) else {
        return;
    };
    for problem in problems {
        let ranges: Vec<_> = json.locate(&problem.pointer).collect();
        assert!(!ranges.is_empty(), "{problem:?}");
        for range in ranges {
            assert!(json.text.get(range).is_some(), "{problem:?}");
        }
    }
}

/// How far layers are unpacked here, in bytes.
const LIMIT: u64 = 1 << 20;

/// gzip unpacks to the same whatever the pieces are in which it comes.
pub fn gzip(bytes: &[u8]) {
    // Past its signature, so that no time is lost on finding one.
    let _ = unpack(&[b"\x1f\x8b\x08", bytes].concat());
    let _ = unpack(bytes);
}

/// zstd unpacks to the same whatever the pieces are in which it comes, and to what zstd's own library makes of it.
pub fn zstd(bytes: &[u8]) {
    let _ = unpack(bytes);
    let packed = [b"\x28\xb5\x2f\xfd", bytes].concat();
    let (unpacked, result) = unpack(&packed);
    if result.is_ok() {
        let limit = unpacked.len() + 1;
        let theirs = theirs(&packed, limit);
        if let Some(theirs) = theirs {
            assert!(
                theirs == unpacked,
                "zstd's own library unpacks to something else"
            );
        }
    }
}

/// What zstd's own library makes of it; `None` if it refuses.
fn theirs(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let decoder = zstd::Decoder::new(packed).ok()?;
    let mut unpacked = Vec::new();
    decoder.take(limit as u64).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

fn unpack(packed: &[u8]) -> (Vec<u8>, Result<(), InflateError>) {
    let whole = inflate([packed]);
    for size in [1, 7, 4096] {
        let pieces = inflate(packed.chunks(size));
        assert_eq!(kind(&whole.1), kind(&pieces.1), "in pieces of {size}");
        if whole.1.is_ok() {
            assert!(whole.0 == pieces.0, "in pieces of {size}");
        }
    }
    assert!(whole.0.len() as u64 <= LIMIT);
    whole
}

/// Where in the stream it fails may depend on the pieces, but not why.
fn kind(result: &Result<(), InflateError>) -> Option<std::mem::Discriminant<InflateError>> {
    result.as_ref().err().map(std::mem::discriminant)
}

fn inflate<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<u8>, Result<(), InflateError>) {
    let mut unpacked = Vec::new();
    let mut inflater = Inflater::new(LIMIT, decoder::all);
    for piece in pieces {
        if let Err(error) = inflater.push(piece, &mut |bytes| unpacked.extend_from_slice(bytes)) {
            return (unpacked, Err(error));
        }
    }
    let result = inflater.finish(&mut |bytes| unpacked.extend_from_slice(bytes));
    (unpacked, result.map(drop))
}

/// An archive is listed as the same however its bytes come, a file that is kept is as long as its entry says, and the numbers of the tree add up.
pub fn tar(bytes: &[u8]) {
    let list = |size: usize, keep: u32| {
        let mut lister = Lister::default().keeping(keep);
        for piece in bytes.chunks(size) {
            lister.push(piece);
        }
        (lister.take_kept(), lister.finish())
    };
    let whole = list(bytes.len().max(1), 0);
    assert_eq!(list(333, 0), whole);
    let (kept, files) = whole;
    if let (Some(kept), Some(entry)) = (kept, files.entries.first()) {
        assert_eq!(kept.bytes.len() as u64, entry.size);
    }
    let listed = files.entries.len() as u64;
    let files = Rc::new(files);
    let layer = Tree::of_layer(1, Rc::clone(&files));
    let image = Tree::of_image(vec![Some(Rc::clone(&files)), None, Some(files)]);
    for tree in [layer, image] {
        let root = tree.root();
        assert_eq!(tree.outline(|_| true).len() as u64, root.nodes);
        assert!(root.files <= listed.saturating_mul(2) && root.removed <= root.nodes);
    }
}

/// What is checked of an attached signature is what is signed, and a signature of a fixed length has it. Keys and certificates are read or refused.
pub fn attached(bytes: &[u8]) {
    if let Some(signature) = fixed_length(bytes, 64) {
        assert_eq!(signature.len(), 64);
    }
    if let Ok(certificate) = Certificate::from_der(bytes) {
        assert_eq!(certificate.fingerprint.len(), 64);
    }
    let text = String::from_utf8_lossy(bytes);
    let key = pem::public_key(&text).ok();
    let annotation = |_: &str| Some(&*text);
    let content: Rc<[u8]> = bytes.into();
    let subject = Document::parse(Rc::from(*b"{}"), None, None).expect("an object");
    for media_type in [
        SIMPLE_SIGNING,
        DSSE,
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        JOSE,
        IN_TOTO,
    ] {
        let media_type = MediaType::new(media_type);
        let Ok(attachment) = attached::read(&media_type, annotation, &content, &subject) else {
            continue;
        };
        for signed in &attachment.signatures {
            for check in attached::prepare(signed, key.as_ref())
                .into_iter()
                .flatten()
            {
                assert_eq!(check.signing_input, &*signed.message);
                let length = check.algorithm.signature_length();
                assert!(length.is_none_or(|length| length == check.signature.len()));
            }
        }
    }
}

//! What a report says, version 1: see `docs/report.md`. All sizes and positions are bytes; all times are RFC 3339.
//!
//! Digests, media types, addresses and messages are text, as they were found: what was found may be no digest at all.

use super::field::{record, words};

/// The reason why nothing is known of a layer that nobody had verified.
pub const NOT_ASKED: &str = "Nobody asked for it.";

words! {
    /// What is known of some bytes, in the words of the page.
    pub enum Verdict {
        /// Nothing was compared, for the reason beside it.
        #[default]
        "not checked" NotChecked,
        /// Computed, and what was asked for.
        "verified" Verified,
        /// Computed, and not what was asked for.
        "mismatch" Mismatch,
        /// Computed; asked for by tag, so that there is nothing to compare with.
        "computed" Computed,
        /// The read failed: nothing is known of the bytes.
        "failed" Failed,
    }
}

words! {
    /// What is known of a signature, in the words of the page.
    pub enum SignatureVerdict {
        /// Not checked, for the reason beside it.
        #[default]
        "not checked" NotChecked,
        /// The key signed this document.
        "valid" Valid,
        /// It did not.
        "invalid" Invalid,
    }
}

words! {
    /// How something came to the page.
    pub enum Way {
        /// From the registry's own address.
        #[default]
        "direct" Direct,
        /// Through a gateway.
        "gateway" Gateway,
        /// From an OCI image layout on a static web host.
        "layout" Layout,
        /// A person pasted or dropped it.
        "by hand" ByHand,
        /// It stood in the `data` field of the descriptor that led to it.
        "data field" DataField,
    }
}

words! {
    /// What the reference names.
    pub enum ReportKind {
        /// Nothing that could be read.
        #[default]
        "nothing" Nothing,
        /// An index.
        "index" Index,
        /// An image.
        "image" Image,
        /// A manifest that is no image.
        "artifact" Artifact,
        /// A schema-1 manifest.
        "schema1" Schema1,
    }
}

words! {
    /// Which document it is.
    pub enum DocumentName {
        /// The index that the reference names.
        #[default]
        "index" Index,
        /// The manifest of the image.
        "manifest" Manifest,
        /// Its config.
        "config" Config,
    }
}

words! {
    /// How bad a problem is.
    pub enum Severity {
        /// Deserves a look.
        #[default]
        "note" Note,
        /// Breaks a SHOULD, or is deprecated.
        "warning" Warning,
        /// Breaks a MUST, or makes the document unusable.
        "error" Error,
    }
}

record! {
    /// A report.
    pub struct Report {
        /// Version of the format.
        "report" version: u64,
        /// Version of the Porthole that made it.
        "porthole" porthole: String,
        /// When it was made.
        "made" made: String,
        /// Origin of the page that it was made on.
        "page" page: String,
        /// What was asked.
        "asked" asked: Asked,
        /// What holds, what does not, and what could not be checked.
        "summary" summary: Summary,
        /// What the reference names.
        "kind" kind: ReportKind,
        /// What was read, from the reference on.
        "documents" documents: Vec<Document>,
        /// What could not be read.
        "failures" failures: Vec<Failure>,
        /// The entries of the index.
        "platforms" platforms: Vec<Platform>,
        /// The layers of the image, or the blobs of the artifact.
        "layers" layers: Vec<Layer>,
        /// The signatures of a schema-1 manifest.
        "signatures" signatures: Vec<Signature>,
        /// What refers to the documents of the image; missing if nobody looked.
        "referrers" referrers: Option<Vec<Referrer>>,
        /// What is not known of them although somebody looked; missing if there is nothing.
        "referrerGaps" referrer_gaps: Option<Vec<ReferrerGap>>,
        /// Members of a schema-1 manifest that no signature covers.
        "unsigned" unsigned: Vec<String>,
        /// What breaks which rule.
        "problems" problems: Vec<Problem>,
        /// How much the lists leave out; missing if they are whole.
        "leftOut" left_out: Option<LeftOut>,
    }
}

record! {
    /// How many elements of each list a report leaves out, since it would be too long to be read again.
    pub struct LeftOut {
        /// Entries of the index.
        "platforms" platforms: Option<u64>,
        /// Layers or blobs.
        "layers" layers: Option<u64>,
        /// Signatures of a schema-1 manifest.
        "signatures" signatures: Option<u64>,
        /// What refers to the documents of the image.
        "referrers" referrers: Option<u64>,
        /// Members that no signature covers.
        "unsigned" unsigned: Option<u64>,
        /// Problems.
        "problems" problems: Option<u64>,
    }
}

record! {
    /// What was asked.
    pub struct Asked {
        /// The reference as a person wrote it, if that is one word without a query.
        "typed" typed: Option<String>,
        /// The reference in full.
        "reference" reference: String,
        /// The platform that was asked for.
        "platform" platform: Option<String>,
        /// The platform of the image that was read.
        "chosen" chosen: Option<String>,
        /// How the source is asked.
        "way" way: Way,
        /// Address of the gateway, or of the layout's folder.
        "address" address: Option<String>,
    }
}

record! {
    /// In one phrase each.
    pub struct Summary {
        /// What holds.
        "holds" holds: Vec<String>,
        /// What does not.
        "fails" fails: Vec<String>,
        /// What could not be checked, or was not.
        "notChecked" open: Vec<String>,
    }
}

record! {
    /// A document that was read.
    pub struct Document {
        /// Which one.
        "document" name: DocumentName,
        /// Where it came from in the end: without user, query and fragment.
        "url" url: Option<String>,
        /// How it came.
        "way" way: Way,
        /// Address of the gateway that it came through.
        "gateway" gateway: Option<String>,
        /// HTTP status.
        "status" status: Option<u64>,
        /// When it was there, by the clock of the browser.
        "arrived" arrived: Option<String>,
        /// The server's own `Date` header, where it could be read.
        "date" date: Option<String>,
        /// The registry converted what it holds to schema 1.
        "converted" converted: Option<bool>,
        /// The `Content-Type` that was sent.
        "contentType" content_type: Option<String>,
        /// What it was taken for.
        "mediaType" media_type: String,
        /// Size.
        "size" size: Size,
        /// Digest.
        "digest" digest: Digest,
        /// What is known of the digest.
        "verdict" verdict: Verdict,
        /// Why.
        "reason" reason: String,
    }
}

record! {
    /// A size.
    pub struct Size {
        /// What a descriptor declares.
        "expected" expected: Option<u64>,
        /// What was counted.
        "actual" actual: Option<u64>,
    }
}

record! {
    /// A digest.
    pub struct Digest {
        /// What the reference or a descriptor names.
        "expected" expected: Option<String>,
        /// What was computed over the bytes.
        "computed" computed: Option<String>,
        /// The registry's own `Docker-Content-Digest`, where it could be read.
        "header" header: Option<String>,
    }
}

record! {
    /// What could not be read.
    pub struct Failure {
        /// Which document.
        "document" name: DocumentName,
        /// Why.
        "message" message: String,
    }
}

record! {
    /// An entry of an index.
    pub struct Platform {
        /// `linux/arm64/v8`; missing if the entry names none.
        "platform" platform: Option<String>,
        /// Media type.
        "mediaType" media_type: String,
        /// What stands in `digest`.
        "digest" digest: String,
        /// Declared size.
        "size" size: Option<u64>,
    }
}

record! {
    /// A layer, or a blob of an artifact.
    pub struct Layer {
        /// Its place, from 1.
        "number" number: u64,
        /// Media type.
        "mediaType" media_type: String,
        /// Digest of its bytes as they are transferred.
        "digest" digest: Digest,
        /// Their number.
        "size" size: Size,
        /// What is known of them.
        "verdict" verdict: Verdict,
        /// Why.
        "reason" reason: String,
        /// How it is compressed, by its bytes.
        "compression" compression: Option<String>,
        /// What it unpacks to.
        "diffId" diff_id: Option<DiffId>,
        /// With all layers below.
        "chainId" chain_id: Option<ChainId>,
        /// Where else it may be had.
        "urls" urls: Vec<String>,
    }
}

record! {
    /// The digest of the uncompressed bytes.
    pub struct DiffId {
        /// What the config names.
        "expected" expected: String,
        /// What was computed.
        "computed" computed: Option<String>,
        /// How many bytes came out.
        "size" size: Option<u64>,
        /// What is known of it.
        "verdict" verdict: Verdict,
        /// Why.
        "reason" reason: String,
    }
}

record! {
    /// The identity of a layer on top of all below: it follows from their diff IDs, and holds if they all do.
    pub struct ChainId {
        /// The chain ID.
        "value" value: String,
        /// What is known of it.
        "verdict" verdict: Verdict,
    }
}

record! {
    /// A signature of a schema-1 manifest.
    pub struct Signature {
        /// As the signature names it, else computed from its key.
        "keyId" key_id: Option<String>,
        /// `ES256`.
        "algorithm" algorithm: String,
        /// What is known of it.
        "verdict" verdict: SignatureVerdict,
        /// Why.
        "reason" reason: String,
        /// When it was made, by its own word.
        "time" time: Option<String>,
        /// How many leading bytes of the document are signed.
        "signedBytes" signed_bytes: Option<u64>,
    }
}

record! {
    /// Something that is not known of what refers to a document.
    pub struct ReferrerGap {
        /// Digest of the document.
        "of" of: String,
        /// Why it is not known.
        "reason" reason: String,
    }
}

record! {
    /// A document that refers to another: a signature, an attestation, a bill of materials.
    pub struct Referrer {
        /// Digest of what it refers to.
        "of" of: String,
        /// What stands in `digest` where it is listed; of what was found by a tag, what was computed.
        "digest" digest: String,
        /// Its type.
        "artifactType" artifact_type: String,
        /// What it is for, in words.
        "purpose" purpose: String,
        /// `api`, `tag` or `layout`.
        "found" found: String,
        /// What is known of its digest.
        "verdict" verdict: Verdict,
        /// Why.
        "reason" reason: String,
        /// What it states or signs.
        "statements" statements: Vec<Statement>,
        /// Why a part of it is not known.
        "faults" faults: Vec<String>,
    }
}

record! {
    /// What is said of an image, and who signed that.
    pub struct Statement {
        /// A URI (in-toto).
        "predicateType" predicate_type: Option<String>,
        /// Digests of what it speaks of.
        "subjects" subjects: Vec<String>,
        /// Empty if nobody signed it.
        "signatures" signatures: Vec<AttachedSignature>,
    }
}

record! {
    /// A signature that is attached to an image: valid only if what is signed names that image.
    pub struct AttachedSignature {
        /// What is known of it.
        "verdict" verdict: SignatureVerdict,
        /// Why.
        "reason" reason: String,
        /// Whose key it is, by the word of its certificate, which is not judged.
        "signer" signer: Option<String>,
        /// Who vouched for that (Sigstore).
        "vouchedBy" vouched_by: Option<String>,
        /// SHA-256 of the certificate, or what the signer calls the key.
        "keyId" key_id: Option<String>,
        /// When it was made, by its own word.
        "time" time: Option<String>,
    }
}

record! {
    /// What breaks a rule.
    pub struct Problem {
        /// The rule's id.
        "rule" rule: String,
        /// How bad it is.
        "severity" severity: Severity,
        /// One sentence with the value in question.
        "message" message: String,
        /// `index`, `manifest`, `config`, or `image` for what concerns several of them.
        "document" document: String,
        /// JSON pointer into the document; empty for the whole.
        "pointer" pointer: String,
        /// Where that stands in the document; several times if a key does.
        "bytes" bytes: Vec<Range>,
        /// The section of the specification.
        "specification" specification: Option<String>,
    }
}

record! {
    /// Bytes of a document.
    pub struct Range {
        /// Position of the first.
        "start" start: u64,
        /// Position behind the last.
        "end" end: u64,
    }
}

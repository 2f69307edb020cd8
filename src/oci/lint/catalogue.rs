//! All rules there are, with a sentence of our own for each, and what tools do where they and the specifications disagree.
//!
//! The page of the documentation is made from this table, and the page shows its sentences. Nothing here is needed to read an image.

use super::rules;
use crate::oci::{
    Severity,
    rule::{self, Rule},
};

/// A rule, for people.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which documents it is about.
    pub family: &'static str,
    /// The id.
    pub id: &'static str,
    /// How bad a breach is.
    pub severity: Severity,
    /// The section of the specification.
    pub specification: Option<&'static str>,
    /// What it says.
    pub sentence: &'static str,
    /// Who takes a document that breaks it, and who refuses it; empty where tools and specifications agree.
    pub tools: &'static str,
}

/// What the rule `id` says, and what tools do; `None` if there is no such rule.
pub fn explain(id: &str) -> Option<Entry> {
    let row = ROWS.iter().find(|row| row.rule.id == id)?;
    Some(row.entry())
}

/// All rules, family by family.
pub fn catalogue() -> Vec<Entry> {
    ROWS.iter().map(Row::entry).collect()
}

struct Row {
    family: &'static str,
    rule: &'static Rule,
    sentence: &'static str,
    tools: &'static str,
}

impl Row {
    fn entry(&self) -> Entry {
        Entry {
            family: self.family,
            id: self.rule.id,
            severity: self.rule.severity,
            specification: self.rule.specification,
            sentence: self.sentence,
            tools: self.tools,
        }
    }
}

const fn row(family: &'static str, rule: &'static Rule, sentence: &'static str) -> Row {
    Row {
        family,
        rule,
        sentence,
        tools: "",
    }
}

const fn disputed(
    family: &'static str,
    rule: &'static Rule,
    sentence: &'static str,
    tools: &'static str,
) -> Row {
    Row {
        family,
        rule,
        sentence,
        tools,
    }
}

const JSON: &str = "Any document";
const KIND: &str = "What a document is";
const DESCRIPTOR: &str = "Descriptors";
const ANNOTATION: &str = "Annotations and labels";
const MANIFEST: &str = "Manifests";
const INDEX: &str = "Indexes";
const CONFIG: &str = "Configs";
const IMAGE: &str = "The documents of an image together";
const SCHEMA1: &str = "Schema 1";
const ORIGIN: &str = "Where a document comes from";

const ROWS: [Row; 89] = [
    row(
        JSON,
        &rule::BYTE_ORDER_MARK,
        "JSON that goes over a network does not begin with a byte order mark.",
    ),
    row(
        JSON,
        &rule::DUPLICATE_KEY,
        "Each key stands once in its object: of two, one tool reads the first and another the last. Docker, containerd, skopeo and all other tools in Go join objects, and lists element by element; of other values they \
         read the last that is not null. So does Porthole; null behind a list makes it none, and what stands before a null of a map (labels, annotations, volumes) is shown, though these tools forget it.",
    ),
    row(
        JSON,
        &rule::KEY_CASE,
        "A key is written as its specification has it: docker, containerd, skopeo and all other tools in Go read it in any case, and several as one key that stands more than once; others do not.",
    ),
    row(
        JSON,
        &rule::LONE_SURROGATE,
        "An escaped half of a surrogate pair is no character, and no two tools agree on what it is.",
    ),
    row(
        JSON,
        &rule::JSON_DEPTH,
        "Porthole reads 128 levels of nesting; what lies deeper is shown as it stands, and not understood.",
    ),
    row(
        JSON,
        &rule::TOO_MANY_PROBLEMS,
        "Of one document the first thousand problems are listed, and after them errors alone, until there are two thousand.",
    ),
    row(
        KIND,
        &rule::MEDIA_TYPE_CONTRADICTION,
        "The document's own media type, the Content-Type it is served with, the descriptor that leads to it and its members all speak of the same kind of document.",
    ),
    disputed(
        KIND,
        &rule::MANIFEST_AND_INDEX,
        "A document is a manifest or an index: with the members of both it is one image for one tool and another for the next.",
        "Measured with docker-registry 2.8.2, skopeo 1.9.3, buildah 1.28.2 and umoci 0.4.7: skopeo and buildah refuse it, umoci takes it; the registry refuses it as an OCI manifest, and takes it as Docker's.",
    ),
    row(
        KIND,
        &rule::UNKNOWN_DOCUMENT,
        "Something says what the document is: its media type, or members that only one kind of document has.",
    ),
    row(
        KIND,
        &rule::UNKNOWN_MEDIA_TYPE,
        "The media type of a document is one of those that image indexes and manifests have.",
    ),
    row(
        KIND,
        &rule::SCHEMA_VERSION,
        "The member schemaVersion is 2, or 1 for schema 1.",
    ),
    row(
        KIND,
        &rule::ARTIFACT_MANIFEST,
        "The artifact manifest, with blobs in the place of layers, was withdrawn before image-spec 1.1 was released: artifacts are image manifests.",
    ),
    row(
        KIND,
        &rule::MANIFEST_MEDIA_TYPE,
        "The member mediaType of a document is a text.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_OBJECT,
        "A descriptor is an object.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_MEDIA_TYPE,
        "A descriptor has a media type, and that has the form that RFC 6838 gives to media types.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_DIGEST,
        "A descriptor has a digest: an algorithm, a colon, and as many characters as the algorithm makes.",
    ),
    disputed(
        DESCRIPTOR,
        &rule::DIGEST_ALGORITHM,
        "Only sha256 and sha512 are registered: digests of other algorithms have the right form, and nobody checks them.",
        "Measured: docker-registry 2.8.2 fails with the status 500, skopeo 1.9.3 (into a layout), buildah 1.28.2 and umoci 0.4.7 refuse such a digest, although the specification asks that it pass.",
    ),
    disputed(
        DESCRIPTOR,
        &rules::CONFIG_DIGEST_EMPTY,
        "Artifacts from before there was an empty descriptor had a config with an empty digest.",
        "Measured: docker-registry 2.8.2, buildah 1.28.2 and umoci 0.4.7 refuse it, skopeo 1.9.3 copies it.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_SIZE,
        "A descriptor has a size: a whole number of bytes from 0 to 2^63-1.",
    ),
    row(
        DESCRIPTOR,
        &rules::SIZE_CONTRADICTION,
        "Descriptors with the same digest have the same size.",
    ),
    row(
        DESCRIPTOR,
        &rules::ZERO_SIZE,
        "A layer has at least one byte: content of no bytes is not supported everywhere, and there is the empty descriptor for it.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_URLS,
        "The member urls is a list of texts.",
    ),
    row(
        DESCRIPTOR,
        &rules::DESCRIPTOR_URL,
        "Each of the urls is a URI by RFC 3986.",
    ),
    row(
        DESCRIPTOR,
        &rules::DESCRIPTOR_URL_SCHEME,
        "Each of the urls begins with http or https.",
    ),
    row(
        DESCRIPTOR,
        &rule::DESCRIPTOR_DATA,
        "The member data is base64 of exactly what digest and size name.",
    ),
    row(
        DESCRIPTOR,
        &rules::EMPTY_DESCRIPTOR,
        "The media type of the empty descriptor and its content, the two bytes {}, come together.",
    ),
    row(
        DESCRIPTOR,
        &rule::ARTIFACT_TYPE,
        "The member artifactType is a text, and a manifest whose config is empty has it.",
    ),
    row(
        DESCRIPTOR,
        &rules::ARTIFACT_TYPE_GRAMMAR,
        "An artifact type has the form that RFC 6838 gives to media types.",
    ),
    row(
        DESCRIPTOR,
        &rule::PLATFORM,
        "A platform is an object with texts for os and architecture.",
    ),
    row(
        ANNOTATION,
        &rule::ANNOTATIONS,
        "Annotations are an object of texts.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_RESERVED,
        "Keys that begin with org.opencontainers. are those of OCI's specifications, and no others.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_CREATED,
        "The annotation created is a date and time by RFC 3339, of a day that exists.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_LICENSES,
        "The annotation licenses is an SPDX license expression. Only its grammar is checked, not whether there is such a license.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_URL,
        "The annotations url, source and documentation are URLs.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_BASE,
        "The annotation base.digest is a digest, and base.name an image reference.",
    ),
    row(
        ANNOTATION,
        &rules::ANNOTATION_REF_NAME,
        "The annotation ref.name of an entry of an index is made of letters and digits with separators between them.",
    ),
    row(
        MANIFEST,
        &rule::MANIFEST_CONFIG,
        "A manifest has a config, and that is a descriptor.",
    ),
    row(
        MANIFEST,
        &rule::MANIFEST_LAYERS,
        "A manifest has layers, and they are a list.",
    ),
    disputed(
        MANIFEST,
        &rules::LAYERS_EMPTY,
        "A manifest that is to be portable has one layer at least.",
        "Measured: docker-registry 2.8.2, skopeo 1.9.3, buildah 1.28.2 and umoci 0.4.7 take a manifest without layers.",
    ),
    row(
        MANIFEST,
        &rule::LAYER_MEDIA_TYPE,
        "The layers of an image have the types that the specification has for layers.",
    ),
    row(
        MANIFEST,
        &rules::NONDISTRIBUTABLE_LAYER,
        "Layers that must not be distributed are deprecated.",
    ),
    disputed(
        MANIFEST,
        &rules::DOCKER_ZSTD,
        "Docker's manifest has no type for layers compressed with zstd: OCI's has.",
        "Measured: docker-registry 2.8.2 takes it, skopeo 1.9.3 and buildah 1.28.2 refuse it.",
    ),
    disputed(
        MANIFEST,
        &rules::MIXED_MEDIA_TYPES,
        "Manifests and indexes of OCI lead to documents of OCI, those of Docker to documents of Docker.",
        "Measured in an OCI manifest: docker-registry 2.8.2 takes Docker's types and skopeo 1.9.3 copies them, buildah 1.28.2 refuses Docker's config and takes Docker's layers, umoci 0.4.7 refuses both. In a manifest of Docker's: the registry takes OCI's types, skopeo and buildah take an OCI config and refuse OCI layers.",
    ),
    row(
        MANIFEST,
        &rule::MANIFEST_SUBJECT,
        "A subject is a descriptor.",
    ),
    row(
        MANIFEST,
        &rules::SUBJECT_SELF,
        "The subject is another document.",
    ),
    row(
        MANIFEST,
        &rules::SUBJECT_MEDIA_TYPE,
        "The subject is a manifest or an index.",
    ),
    row(
        MANIFEST,
        &rules::SUBJECT_MISSING,
        "The subject is in the same repository. A registry takes a manifest whose subject it does not have: it may come later.",
    ),
    row(
        INDEX,
        &rule::INDEX_MANIFESTS,
        "An index has manifests, and they are a list.",
    ),
    row(
        INDEX,
        &rules::INDEX_EMPTY,
        "An index that lists nothing is allowed, and leads nowhere.",
    ),
    row(
        INDEX,
        &rules::INDEX_ENTRY_TYPE,
        "The entries of an index are manifests, or indexes.",
    ),
    row(
        INDEX,
        &rules::INDEX_NESTED,
        "An index within an index is allowed, and clients only should follow it.",
    ),
    row(INDEX, &rules::INDEX_LOOP, "No index leads to itself."),
    row(
        INDEX,
        &rules::PLATFORM_MISSING,
        "An entry whose image is for one platform names it.",
    ),
    row(
        INDEX,
        &rules::PLATFORM_VALUE,
        "A platform has the names that Go has for systems and architectures.",
    ),
    row(
        INDEX,
        &rule::DUPLICATE_PLATFORM,
        "Of two images for one platform every client takes the first.",
    ),
    row(
        INDEX,
        &rules::ATTESTATION_TARGET,
        "The image that an attestation speaks of is in the same index.",
    ),
    row(
        CONFIG,
        &rule::CONFIG_FIELD,
        "Each field of a config has the type that its specification gives to it.",
    ),
    row(
        CONFIG,
        &rule::CONFIG_PLATFORM,
        "A config names os and architecture.",
    ),
    row(
        CONFIG,
        &rule::CONFIG_ROOTFS,
        "A config has a rootfs of the type layers.",
    ),
    row(CONFIG, &rule::CONFIG_DIFF_ID, "A diff ID is a digest."),
    row(
        CONFIG,
        &rule::CONFIG_HISTORY,
        "The history is a list of objects.",
    ),
    row(
        CONFIG,
        &rule::CREATED,
        "A point in time is a date and time by RFC 3339, of a day that exists.",
    ),
    row(
        CONFIG,
        &rules::CONFIG_ENV,
        "An entry of Env has a name and a value, with a sign of equality between them.",
    ),
    disputed(
        CONFIG,
        &rules::CONFIG_PORT,
        "An exposed port is a number up to 65535, and behind a slash its protocol, tcp or udp.",
        "Docker also takes sctp and ranges of ports, and nothing is said of these.",
    ),
    row(
        CONFIG,
        &rules::ARGS_ESCAPED,
        "The field ArgsEscaped is deprecated.",
    ),
    row(
        CONFIG,
        &rules::MAINTAINER,
        "The instruction MAINTAINER is deprecated.",
    ),
    row(
        IMAGE,
        &rule::DIFF_ID_COUNT,
        "An image has as many diff IDs as layers.",
    ),
    row(
        IMAGE,
        &rule::HISTORY_COUNT,
        "A history tells of as many layers as there are, or of nothing.",
    ),
    row(
        IMAGE,
        &rule::PLATFORM_MISMATCH,
        "The index and the config name the same platform.",
    ),
    row(
        IMAGE,
        &rules::ENTRY_ARTIFACT_TYPE,
        "The artifact type of an entry is that of the manifest behind it: its artifactType, or the type of its config.",
    ),
    row(
        IMAGE,
        &rules::LAYER_COMPRESSION,
        "A layer is compressed as its media type says. Known once the layer was verified.",
    ),
    row(
        SCHEMA1,
        &rules::SCHEMA1_DEPRECATED,
        "Schema 1 is deprecated.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_FIELD,
        "A schema-1 manifest has name, tag, architecture, fsLayers and history.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_BLOB_SUM,
        "Each of the fsLayers has a blobSum, and that is a digest.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_HISTORY_COUNT,
        "There are as many fsLayers as entries of the history.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_V1_COMPATIBILITY,
        "Each entry of the history is a text that holds the JSON of a v1 image.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_CHAIN,
        "Each v1 image names the one below as its parent, and each id stands once.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_SIGNATURE,
        "The signatures are a list of JSON web signatures.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_SIGNATURE_FORMAT,
        "The protected headers of the signatures say, and agree on, what is signed.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_UNSIGNED_MEMBER,
        "Nothing but the signatures stands outside of what is signed.",
    ),
    row(
        SCHEMA1,
        &rule::SCHEMA1_KEY_ID,
        "The id of a key is the one that follows from the key.",
    ),
    row(
        ORIGIN,
        &rule::HEADER_DIGEST,
        "The digest that the registry sends in the header Docker-Content-Digest is that of the document.",
    ),
    row(
        ORIGIN,
        &rule::LAYOUT_DUPLICATE_TAG,
        "In an image layout each tag names one image.",
    ),
    row(
        ORIGIN,
        &rule::REGISTRY_WARNING,
        "A registry may have something to say of what it serves.",
    ),
    row(
        ORIGIN,
        &rule::GIVEN_BY_HAND,
        "A document that a person brought was not fetched by the page.",
    ),
    row(
        ORIGIN,
        &rule::ARCHIVE_BROKEN,
        "An archive comes to its end: of one that breaks off, or holds something else between its files, what follows is not known, and other tools may refuse it.",
    ),
    disputed(
        ORIGIN,
        &rule::ARCHIVE_TWO_IMAGES,
        "An archive with an index.json and a manifest.json, as docker save writes it, names the same images in both.",
        "docker load reads manifest.json, and with the containerd image store index.json; skopeo reads what it is told to (docker-archive, oci-archive); Porthole shows what index.json leads to.",
    ),
    row(
        ORIGIN,
        &rule::ARCHIVE_TWO_FILES,
        "An archive in the older form of docker save has one file for each digest: of two that are to have the same bytes one is read for both, and the other is not compared.",
    ),
    row(
        ORIGIN,
        &rules::MADE_MANIFEST,
        "An archive in the older form of docker save holds no manifest: what is shown in its place was made of its manifest.json and configs.",
    ),
];

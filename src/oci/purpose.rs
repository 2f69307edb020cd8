//! What an artifact is for, by the types that the tools of this trade have given themselves. No registry of these names exists: what is not
//! known here is shown by its type.

/// What an artifact is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It signs something.
    Signature,
    /// It states something of how an image was made, or of what is in it.
    Attestation,
    /// It lists what is in it.
    BillOfMaterials,
    /// Something else.
    Other,
}

impl Purpose {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signature => "Signature",
            Self::Attestation => "Attestation",
            Self::BillOfMaterials => "Bill of materials",
            Self::Other => "Artifact",
        }
    }
}

/// One row: what a type begins with, what it is for, and what it is called.
type Known = (&'static str, Purpose, &'static str);

/// Artifact types, and types of layers.
const TYPES: [Known; 18] = [
    (
        "application/vnd.dev.cosign.simplesigning",
        Purpose::Signature,
        "cosign",
    ),
    (
        "application/vnd.dev.cosign.artifact.sig",
        Purpose::Signature,
        "cosign",
    ),
    (
        "application/vnd.dev.cosign.artifact.sbom",
        Purpose::BillOfMaterials,
        "cosign",
    ),
    (
        "application/vnd.cncf.notary.signature",
        Purpose::Signature,
        "Notary Project",
    ),
    (
        "application/vnd.dev.sigstore.bundle",
        Purpose::Attestation,
        "Sigstore",
    ),
    (
        "application/vnd.dsse.envelope",
        Purpose::Attestation,
        "DSSE",
    ),
    (
        "application/vnd.docker.attestation",
        Purpose::Attestation,
        "BuildKit",
    ),
    ("application/vnd.in-toto", Purpose::Attestation, "in-toto"),
    ("application/spdx", Purpose::BillOfMaterials, "SPDX"),
    ("text/spdx", Purpose::BillOfMaterials, "SPDX"),
    ("spdx+json", Purpose::BillOfMaterials, "SPDX"),
    (
        "application/vnd.cyclonedx",
        Purpose::BillOfMaterials,
        "CycloneDX",
    ),
    ("application/vnd.syft", Purpose::BillOfMaterials, "Syft"),
    ("application/sarif", Purpose::Attestation, "findings, SARIF"),
    ("application/vnd.openvex", Purpose::Attestation, "OpenVEX"),
    ("application/vex", Purpose::Attestation, "VEX"),
    (
        "application/vnd.aquasec.trivy.report",
        Purpose::Attestation,
        "Trivy",
    ),
    (
        "application/vnd.goharbor.harbor.sbom",
        Purpose::BillOfMaterials,
        "Harbor",
    ),
];

/// Predicate types of statements.
const PREDICATES: [Known; 11] = [
    (
        "https://sigstore.dev/cosign/sign/",
        Purpose::Signature,
        "cosign",
    ),
    (
        "https://slsa.dev/provenance/",
        Purpose::Attestation,
        "SLSA provenance",
    ),
    (
        "https://slsa.dev/verification_summary/",
        Purpose::Attestation,
        "SLSA verification summary",
    ),
    (
        "https://spdx.dev/Document",
        Purpose::BillOfMaterials,
        "SPDX",
    ),
    (
        "https://cyclonedx.org/bom",
        Purpose::BillOfMaterials,
        "CycloneDX",
    ),
    (
        "https://cosign.sigstore.dev/attestation/vuln/",
        Purpose::Attestation,
        "known vulnerabilities",
    ),
    (
        "https://cosign.sigstore.dev/attestation/",
        Purpose::Attestation,
        "cosign",
    ),
    (
        "https://in-toto.io/attestation/vulns/",
        Purpose::Attestation,
        "known vulnerabilities",
    ),
    (
        "https://in-toto.io/attestation/test-result/",
        Purpose::Attestation,
        "test results",
    ),
    (
        "https://in-toto.io/attestation/release/",
        Purpose::Attestation,
        "release",
    ),
    ("https://openvex.dev/ns", Purpose::Attestation, "OpenVEX"),
];

/// What an artifact of this type is for, and what the type is called.
///
/// ```
/// use porthole::oci::purpose::{Purpose, of_type};
///
/// assert_eq!(of_type("application/spdx+json"), Some((Purpose::BillOfMaterials, "SPDX")));
/// assert_eq!(of_type("application/vnd.example.notes.v1"), None);
/// ```
pub fn of_type(name: &str) -> Option<(Purpose, &'static str)> {
    find(&TYPES, name)
}

/// What a statement with a predicate of this type is for, and what the type is called.
pub fn of_predicate(uri: &str) -> Option<(Purpose, &'static str)> {
    find(&PREDICATES, uri)
}

fn find(known: &[Known], name: &str) -> Option<(Purpose, &'static str)> {
    let found = known.iter().find(|(start, ..)| name.starts_with(start));
    found.map(|(_, purpose, name)| (*purpose, *name))
}

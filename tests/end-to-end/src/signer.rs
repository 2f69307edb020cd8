//! Signs images and attaches the signatures: keys, certificates and signatures by OpenSSL, bundles by Sigstore's own packages of npm.

use crate::{browser::setting, images::OCI_MANIFEST, registry::Registry, tool};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use std::{fs, process::Command};
use tempfile::TempDir;

/// The tag of the specification and those of cosign begin like this.
pub fn tag(digest: &str) -> String {
    digest.replacen(':', "-", 1)
}

/// A key with its certificate.
pub struct Signer {
    folder: TempDir,
}

/// What kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// On P-256, with a certificate as Sigstore issues them: no subject, but a mail address and who vouched for it.
    Keyless,
    /// RSA of 2048 bits, with a certificate as companies have them.
    Company,
}

impl Signer {
    /// Makes a key.
    pub fn make(kind: KeyKind) -> Self {
        let folder = tempfile::tempdir_in(crate::output()).expect("a folder");
        let signer = Self { folder };
        let openssl = |words: &str| drop(signer.openssl(words));
        match kind {
            KeyKind::Keyless => {
                openssl("genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key");
                openssl(
                    "req -x509 -new -key key -days 1 -subj / -addext subjectAltName=email:maker@example.com \
                     -addext 1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:https://accounts.example.com -out certificate",
                );
            }
            KeyKind::Company => {
                openssl("genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key");
                openssl(
                    "req -x509 -new -key key -days 30 -subj /C=US/O=Notary/CN=wabbit -out certificate",
                );
            }
        }
        openssl("pkey -in key -pubout -out public");
        openssl("x509 -in certificate -outform DER -out certificate.der");
        signer
    }

    fn openssl(&self, words: &str) -> String {
        let words: Vec<&str> = words.split_whitespace().collect();
        tool::run_in(self.folder.path(), "openssl", &words)
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }

    /// The public key, in PEM.
    pub fn public_key(&self) -> String {
        self.file("public")
    }

    /// The private key, in PEM.
    pub fn private_key(&self) -> String {
        self.file("key")
    }

    /// Signs bytes; `options` for `openssl dgst`.
    fn sign(&self, bytes: &[u8], options: &str) -> Vec<u8> {
        fs::write(self.folder.path().join("message"), bytes).expect("a file");
        self.openssl(&format!(
            "dgst -sha256 {options} -sign key -out signature message"
        ));
        fs::read(self.folder.path().join("signature")).expect("a signature")
    }

    /// What cosign pushes under its tag: the digest of an image, signed, once without and once with a certificate. Gives the digest of what is signed.
    pub async fn cosign(&self, registry: &Registry, repository: &str, digest: &str) -> String {
        let payload = json!({
            "critical": {
                "identity": {"docker-reference": registry.reference(repository)},
                "image": {"docker-manifest-digest": digest},
                "type": "cosign container image signature",
            },
            "optional": null,
        })
        .to_string();
        let signature = STANDARD.encode(self.sign(payload.as_bytes(), ""));
        let layer = |annotations: Value| {
            json!({
                "mediaType": "application/vnd.dev.cosign.simplesigning.v1+json",
                "digest": crate::sha256(payload.as_bytes()), "size": payload.len(), "annotations": annotations,
            })
        };
        let by_key = json!({"dev.cosignproject.cosign/signature": signature});
        let mut by_certificate = by_key.clone();
        by_certificate["dev.sigstore.cosign/certificate"] = self.file("certificate").into();
        let config = json!({
            "architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": [crate::sha256(payload.as_bytes())]},
        })
        .to_string();
        registry.put_blob(repository, config.as_bytes()).await;
        let signed = registry.put_blob(repository, payload.as_bytes()).await;
        let manifest = json!({
            "schemaVersion": 2, "mediaType": OCI_MANIFEST,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": crate::sha256(config.as_bytes()), "size": config.len(),
            },
            "layers": [layer(by_key), layer(by_certificate)],
        });
        let tag = format!("{}.sig", tag(digest));
        registry
            .put_manifest(repository, &tag, OCI_MANIFEST, &manifest.to_string())
            .await;
        signed
    }

    /// A statement about a digest in a bundle, attached by Sigstore's packages: by the key, or by the certificate.
    pub fn bundle(
        &self,
        registry: &Registry,
        repository: &str,
        digest: &str,
        statement: &Value,
        by_certificate: bool,
    ) {
        let path = self.folder.path();
        fs::write(path.join("statement"), statement.to_string()).expect("a file");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/attach.mjs");
        let packages =
            |name: &str, package: &str| setting(name, &format!("node_modules/{package}"));
        let mut node = Command::new("node");
        node.current_dir(path)
            .arg(script)
            .arg(packages("SIGSTORE_SIGN", "@sigstore/sign"))
            .arg(packages("SIGSTORE_OCI", "@sigstore/oci"))
            .args([&registry.reference(repository), digest, "statement", "key"]);
        if by_certificate {
            node.arg("certificate");
        }
        let output = node.output().expect("node");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// An envelope of the Notary Project for an image, by RSA.
    pub fn notation(&self, digest: &str, size: usize) -> String {
        let target =
            json!({"targetArtifact": {"mediaType": OCI_MANIFEST, "digest": digest, "size": size}});
        let header = json!({
            "alg": "PS256", "cty": "application/vnd.cncf.notary.payload.v1+json",
            "io.cncf.notary.signingScheme": "notary.x509", "io.cncf.notary.signingTime": "2026-04-06T07:01:20Z",
            "crit": ["io.cncf.notary.signingScheme"],
        });
        let (payload, protected) = (
            URL_SAFE_NO_PAD.encode(target.to_string()),
            URL_SAFE_NO_PAD.encode(header.to_string()),
        );
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
        let signature = self.sign(format!("{protected}.{payload}").as_bytes(), pss);
        let certificate =
            fs::read(self.folder.path().join("certificate.der")).expect("a certificate");
        json!({
            "payload": payload, "protected": protected, "signature": URL_SAFE_NO_PAD.encode(signature),
            "header": {"x5c": [STANDARD.encode(certificate)], "io.cncf.notary.signingAgent": "notation-go/1.3.0"},
        })
        .to_string()
    }
}

/// A statement of in-toto that an image was built from this repository.
pub fn provenance(digest: &str, repository: &str) -> Value {
    let (algorithm, encoded) = digest.split_once(':').expect("a digest");
    json!({
        "_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "app", "digest": {algorithm: encoded}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://example.com/build", "externalParameters": {"workflow": {"repository": repository}},
            },
            "runDetails": {"builder": {"id": "https://example.com/builder"}},
        },
    })
}

/// Pushes a manifest with one layer that has an image as its subject, and gives what lists it among the image's referrers.
pub async fn push_referrer(
    registry: &Registry,
    repository: &str,
    subject: &Value,
    artifact_type: &str,
    layer_type: &str,
    content: &str,
) -> Value {
    let empty = registry.put_blob(repository, b"{}").await;
    let layer = registry.put_blob(repository, content.as_bytes()).await;
    let manifest = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": artifact_type,
        "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": empty, "size": 2},
        "layers": [{"mediaType": layer_type, "digest": layer, "size": content.len()}], "subject": subject,
    })
    .to_string();
    let digest = crate::sha256(manifest.as_bytes());
    registry
        .put_manifest(repository, &digest, OCI_MANIFEST, &manifest)
        .await;
    json!({"mediaType": OCI_MANIFEST, "digest": digest, "size": manifest.len(), "artifactType": artifact_type})
}

//! A real registry: Debian's `docker-registry` (distribution 2.8), open to browsers, with schema 1 enabled.

use crate::{
    DEADLINE, INTERVAL,
    child::Child,
    token_server::{SERVICE, TokenServer, write_htpasswd},
    tool,
};
use serde_json::Value;
use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    time::Instant,
};
use tempfile::TempDir;

/// The formats that skopeo writes into a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// OCI image manifest.
    Oci,
    /// Docker schema 2.
    Schema2,
    /// Docker schema 1; the registry signs it.
    Schema1,
}

/// A running registry with a storage of its own, on a free port of the loopback interface.
pub struct Registry {
    folder: TempDir,
    child: Option<Child>,
    address: String,
    /// The section `auth` of its configuration.
    auth: String,
    /// User and password that skopeo signs in with.
    credentials: Option<String>,
}

impl Registry {
    /// Starts an empty one.
    pub fn start() -> Self {
        let mut registry = Self::new();
        registry.serve();
        registry
    }

    /// Starts an empty one that wants this user and password for everything.
    pub fn with_password(user: &str, password: &str) -> Self {
        let mut registry = Self::new();
        let path = registry.folder.path().join("htpasswd");
        write_htpasswd(&path, user, password);
        registry.auth = format!(
            "auth: {{ htpasswd: {{ realm: test, path: {} }} }}",
            path.display()
        );
        registry.credentials = Some(format!("{user}:{password}"));
        registry.serve();
        registry
    }

    /// Starts an empty one that believes the tokens of `tokens`, and sends people to `realm` for them. `user`: who fills it.
    pub fn with_tokens(tokens: &TokenServer, realm: &str, user: &str, password: &str) -> Self {
        let mut registry = Self::new();
        registry.auth = format!(
            "auth: {{ token: {{ realm: '{realm}', service: {SERVICE}, issuer: {SERVICE}, rootcertbundle: {} }} }}",
            tokens.certificate().display()
        );
        registry.credentials = Some(format!("{user}:{password}"));
        registry.serve();
        registry
    }

    fn new() -> Self {
        Self {
            folder: tempfile::tempdir_in(crate::output()).expect("a folder for a registry"),
            child: None,
            address: "127.0.0.1:0".into(),
            auth: String::new(),
            credentials: None,
        }
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The reference of `name`, as a person types it.
    pub fn reference(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// Takes it off the network.
    pub fn stop(&mut self) {
        self.child = None;
    }

    /// Brings it back, on the same port.
    pub fn serve(&mut self) {
        let log = self.folder.path().join("log");
        let configuration = self.folder.path().join("config.yml");
        fs::write(&configuration, self.configuration()).expect("a configuration");
        let configuration = configuration.to_str().expect("a path that is text");
        self.child = Some(Child::start(
            "docker-registry",
            &["serve", configuration],
            &log,
        ));
        let start = Instant::now();
        loop {
            let text = fs::read_to_string(&log).unwrap_or_default();
            if let Some(address) = listening(&text)
                && TcpStream::connect(&address).is_ok()
            {
                self.address = address;
                return;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "the registry does not start:\n{text}"
            );
            std::thread::sleep(INTERVAL);
        }
    }

    fn configuration(&self) -> String {
        format!(
            "version: 0.1
log: {{ level: info, formatter: json }}
storage:
  filesystem: {{ rootdirectory: {storage} }}
  redirect: {{ disable: true }}
http:
  addr: {address}
  headers:
    Access-Control-Allow-Origin: ['*']
    Access-Control-Allow-Methods: ['GET, HEAD, OPTIONS']
    Access-Control-Allow-Headers: ['Authorization, Accept, Range']
    Access-Control-Expose-Headers: ['Docker-Content-Digest, WWW-Authenticate, Link, Content-Range, Accept-Ranges, ETag']
compatibility: {{ schema1: {{ enabled: true }} }}
{auth}
",
            auth = self.auth,
            storage = self.folder.path().join("storage").display(),
            address = self.address,
        )
    }

    /// Copies an image here; `source` in skopeo's words (`oci:<folder>:<tag>`). Layers stay as they are.
    pub fn push(&self, source: &str, name: &str, format: Format) {
        let destination = format!("docker://{}", self.reference(name));
        let mut arguments = vec!["copy", "--quiet", "--dest-tls-verify=false"];
        match format {
            // As they are, byte for byte: otherwise skopeo may use layers that it knows to be here in another compression.
            Format::Oci => arguments.push("--preserve-digests"),
            Format::Schema2 => arguments.extend(["--format", "v2s2"]),
            Format::Schema1 => arguments.extend(["--format", "v2s1"]),
        }
        if let Some(credentials) = &self.credentials {
            arguments.extend(["--dest-creds", credentials]);
        }
        arguments.extend([source, &destination]);
        tool::run("skopeo", &arguments);
    }

    /// Copies an image of another registry here, with all its platforms, byte for byte.
    pub fn copy_all(&self, from: &Self, source: &str, name: &str) {
        self.push_all(&format!("docker://{}", from.reference(source)), name);
    }

    /// As [`Registry::push`], with all platforms and what is beside them, byte for byte.
    pub fn push_all(&self, source: &str, name: &str) {
        let destination = format!("docker://{}", self.reference(name));
        let mut arguments = vec!["copy", "--quiet", "--all", "--preserve-digests"];
        arguments.extend(["--src-tls-verify=false", "--dest-tls-verify=false"]);
        if let Some(credentials) = &self.credentials {
            arguments.extend(["--dest-creds", credentials]);
        }
        arguments.extend([source, &destination]);
        tool::run("skopeo", &arguments);
    }

    /// What `skopeo inspect` says of an image here.
    pub fn inspect(&self, name: &str) -> Value {
        self.inspect_with(name, &[])
    }

    /// As [`Registry::inspect`], with further arguments before the command.
    pub fn inspect_with(&self, name: &str, global: &[&str]) -> Value {
        let reference = format!("docker://{}", self.reference(name));
        let mut arguments = global.to_vec();
        arguments.extend(["inspect", "--tls-verify=false", &reference]);
        serde_json::from_str(&tool::run("skopeo", &arguments)).expect("JSON from skopeo")
    }

    /// The digest of an image here, by the word of skopeo (of the payload, if the document is signed).
    pub fn inspect_digest(&self, name: &str) -> String {
        let path = self.folder.path().join("manifest.json");
        fs::write(&path, self.raw(name)).expect("a file");
        tool::run(
            "skopeo",
            &[
                "manifest-digest",
                path.to_str().expect("a path that is text"),
            ],
        )
        .trim()
        .to_owned()
    }

    /// The manifest as it is stored, by `skopeo inspect --raw`.
    pub fn raw(&self, name: &str) -> String {
        let reference = format!("docker://{}", self.reference(name));
        tool::run(
            "skopeo",
            &["inspect", "--raw", "--tls-verify=false", &reference],
        )
    }

    /// The config as it is stored, by `skopeo inspect --config --raw`.
    pub fn config(&self, name: &str) -> Value {
        let reference = format!("docker://{}", self.reference(name));
        let text = tool::run(
            "skopeo",
            &[
                "inspect",
                "--config",
                "--raw",
                "--tls-verify=false",
                &reference,
            ],
        );
        serde_json::from_str(&text).expect("JSON from skopeo")
    }

    /// Where the storage keeps a blob's bytes.
    pub fn blob_path(&self, digest: &str) -> PathBuf {
        let (algorithm, encoded) = digest.split_once(':').expect("a digest");
        self.folder
            .path()
            .join("storage/docker/registry/v2/blobs")
            .join(
                Path::new(algorithm)
                    .join(&encoded[..2])
                    .join(encoded)
                    .join("data"),
            )
    }

    /// Changes one bit of one byte in the storage.
    pub fn flip_byte(&self, digest: &str, position: usize) {
        let path = self.blob_path(digest);
        let mut bytes = fs::read(&path).expect("a blob in the storage");
        bytes[position] ^= 1;
        fs::write(&path, bytes).expect("a blob in the storage");
    }

    /// Uploads a blob and gives its digest.
    pub async fn put_blob(&self, repository: &str, bytes: &[u8]) -> String {
        let digest = crate::sha256(bytes);
        let client = reqwest::Client::new();
        let start = client
            .post(format!(
                "http://{}/v2/{repository}/blobs/uploads/",
                self.address
            ))
            .send()
            .await
            .expect("an upload");
        let location = start.headers()["location"]
            .to_str()
            .expect("a location")
            .to_owned();
        let separator = if location.contains('?') { '&' } else { '?' };
        let end = client
            .put(format!("{location}{separator}digest={digest}"))
            .header("content-type", "application/octet-stream")
            .body(bytes.to_vec())
            .send()
            .await
            .expect("an upload");
        assert_eq!(end.status().as_u16(), 201, "upload of a blob");
        digest
    }

    /// Uploads a manifest of any kind under a tag.
    pub async fn put_manifest(
        &self,
        repository: &str,
        tag: &str,
        media_type: &str,
        manifest: &str,
    ) -> String {
        let answer = reqwest::Client::new()
            .put(format!(
                "http://{}/v2/{repository}/manifests/{tag}",
                self.address
            ))
            .header("content-type", media_type)
            .body(manifest.to_owned())
            .send()
            .await
            .expect("an upload");
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap_or_default();
        assert_eq!(status, 201, "upload of a manifest: {text}");
        crate::sha256(manifest.as_bytes())
    }
}

/// The address in the registry's log.
fn listening(log: &str) -> Option<String> {
    let rest = &log[log.find("listening on ")? + "listening on ".len()..];
    let end =
        rest.find(|letter: char| letter != '.' && letter != ':' && !letter.is_ascii_digit())?;
    Some(rest[..end].to_owned())
}

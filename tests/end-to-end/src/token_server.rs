//! A token service, as distribution's token specification describes it: signs tokens that Debian's `docker-registry` believes.
//!
//! Everybody gets a token for what is below `public/`; whoever signs in also for what is theirs. As the specification has it, a token is
//! given in any case, with as many rights as there are: only a wrong password is an error.

use crate::{
    answer::Answer,
    fault_server::{FaultServer, Seen},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;

/// The name that registries have here, and that this has in its tokens.
pub const SERVICE: &str = "test-registry";

/// Everybody's repositories.
const PUBLIC: &str = "public/";

/// A user: name, password, and what the names of their repositories begin with.
pub type User = (&'static str, &'static str, &'static str);

/// The server. It runs until it is dropped.
pub struct TokenServer {
    server: FaultServer,
    signer: Arc<Signer>,
    folder: TempDir,
}

struct Signer {
    key: EcdsaKeyPair,
    /// The certificate in PEM.
    certificate: String,
    users: Vec<User>,
}

impl TokenServer {
    /// Starts one that answers `/token` for these users.
    pub fn start(users: &[User]) -> Self {
        let server = Self {
            server: FaultServer::start(),
            signer: Arc::new(Signer::new(users)),
            folder: tempfile::tempdir_in(crate::output()).expect("a folder for a certificate"),
        };
        std::fs::write(server.certificate(), &server.signer.certificate).expect("a certificate");
        server.answer_on(&server.server);
        server
    }

    /// Lets another server answer `/token` as well.
    pub fn answer_on(&self, server: &FaultServer) {
        let signer = Arc::clone(&self.signer);
        server.serve_with("/token", move |request| signer.answer(request));
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> &str {
        self.server.address()
    }

    /// URL to send people to.
    pub fn realm(&self) -> String {
        format!("http://{}/token", self.address())
    }

    /// The file with the certificate that a registry must trust.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("token.pem")
    }

    /// The server itself: what it saw, and what it is to do wrong.
    pub fn server(&self) -> &FaultServer {
        &self.server
    }
}

impl Signer {
    fn new(users: &[User]) -> Self {
        let pair = rcgen::KeyPair::generate().expect("a key");
        let certificate = rcgen::CertificateParams::new(vec![SERVICE.to_owned()])
            .and_then(|parameters| parameters.self_signed(&pair))
            .expect("a certificate");
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &pair.serialize_der(),
            &SystemRandom::new(),
        )
        .expect("the same key");
        Self {
            key,
            certificate: certificate.pem(),
            users: users.to_vec(),
        }
    }

    fn answer(&self, request: &Seen) -> Answer {
        let user = match request.header("authorization") {
            None => None,
            Some(header) => match self.user(header) {
                Some(user) => Some(user),
                None => return Answer::error(401, "UNAUTHORIZED", "wrong user or password"),
            },
        };
        let url = reqwest::Url::parse(&format!("http://localhost{}", request.path))
            .expect("a path with query");
        let scopes = url.query_pairs().filter(|(name, _)| name == "scope");
        let access: Vec<Value> = scopes
            .filter_map(|(_, scope)| access(&scope, user))
            .collect();
        let token = self.sign(user.map_or("", |(name, ..)| *name), access);
        Answer::ok(
            "application/json",
            json!({ "token": token, "expires_in": 300 }).to_string(),
        )
    }

    fn user(&self, header: &str) -> Option<&User> {
        let decoded = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
        let decoded = String::from_utf8(decoded).ok()?;
        let (name, password) = decoded.split_once(':')?;
        let mut users = self.users.iter();
        users.find(|(known, secret, _)| *known == name && *secret == password)
    }

    /// A JSON Web Token, signed by ES256.
    fn sign(&self, subject: &str, access: Vec<Value>) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("a time after 1970")
            .as_secs();
        let header = json!({ "typ": "JWT", "alg": "ES256", "kid": self.key_id() });
        let claims = json!({
            "iss": SERVICE, "sub": subject, "aud": SERVICE, "jti": format!("{now}"),
            "iat": now, "nbf": now - 60, "exp": now + 300, "access": access,
        });
        let part = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// How libtrust names a key: the first 240 bits of the SHA-256 of its SubjectPublicKeyInfo, in base32, four characters a group.
    fn key_id(&self) -> String {
        // What stands before the point of a key on the curve P-256: RFC 5480.
        const HEAD: [u8; 26] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
            0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ];
        let info = [&HEAD[..], self.key.public_key().as_ref()].concat();
        let hash = digest(&SHA256, &info);
        let groups = base32(&hash.as_ref()[..30]);
        let groups: Vec<&str> = (0..groups.len())
            .step_by(4)
            .map(|start| &groups[start..start + 4])
            .collect();
        groups.join(":")
    }
}

/// What a user may do of what a scope (`repository:<name>:<actions>`) asks for.
fn access(scope: &str, user: Option<&User>) -> Option<Value> {
    let (kind, rest) = scope.split_once(':')?;
    let (name, actions) = rest.rsplit_once(':')?;
    let is_own = user.is_some_and(|(_, _, own)| name.starts_with(own));
    let may = |action: &&str| is_own || (name.starts_with(PUBLIC) && *action == "pull");
    let actions: Vec<&str> = actions.split(',').filter(may).collect();
    Some(json!({ "type": kind, "name": name, "actions": actions }))
}

/// RFC 4648, for whole groups of five bytes.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for group in bytes.chunks_exact(5) {
        let value = group
            .iter()
            .fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        for position in (0..8).rev() {
            let index = (value >> (5 * position)) & 31;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

/// A file for `auth: htpasswd`, with one user.
pub fn write_htpasswd(path: &Path, user: &str, password: &str) {
    // The lowest cost: what it protects is a test.
    let hash = bcrypt::hash(password, 4).expect("a hash");
    std::fs::write(path, format!("{user}:{hash}\n")).expect("a file of passwords");
}

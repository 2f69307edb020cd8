//! Platforms: `os/architecture[/variant]`.

/// What an image runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// `linux`; empty if missing.
    pub os: String,
    /// `amd64`; empty if missing.
    pub architecture: String,
    /// `v8`.
    pub variant: Option<String>,
    /// `10.0.20348.2762`.
    pub os_version: Option<String>,
    /// `win32k`.
    pub os_features: Vec<String>,
    /// Reserved by the specification; Docker wrote them.
    pub features: Vec<String>,
}

impl Platform {
    /// `unknown/unknown`, as BuildKit writes for attestations.
    pub fn is_unknown(&self) -> bool {
        todo!()
    }
}

impl std::str::FromStr for Platform {
    type Err = std::convert::Infallible; // H1: a real error for what is no os/architecture[/variant]
    fn from_str(_text: &str) -> Result<Self, Self::Err> {
        todo!()
    }
}

/// `os/architecture[/variant]`: the form of `data-platform` and of links.
impl std::fmt::Display for Platform {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}

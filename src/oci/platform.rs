//! Platforms: `os/architecture[/variant]`, image-spec 1.1.1 `image-index.md#image-index-property-descriptions`.
//!
//! Where only their os.version tells two images apart, as it does for Windows, a platform is named as containerd names it:
//! `windows(10.0.20348.2762)/amd64`.

use super::{fields::Fields, rule};
use std::{fmt, str::FromStr};

/// Operating systems that nobody means as an architecture.
const SYSTEMS: [&str; 6] = ["linux", "windows", "darwin", "macos", "freebsd", "wasip1"];

/// The members of a platform.
pub(super) const KEYS: [&str; 6] = [
    "os",
    "architecture",
    "variant",
    "os.version",
    "os.features",
    "features",
];

/// What an image runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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

/// Why a text is no `os/architecture[/variant]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// There are not two or three parts.
    #[error("a platform is os/architecture or os/architecture/variant, not {text:?}")]
    Parts {
        /// What was given.
        text: String,
    },
    /// A part is empty, or has a character that none has.
    #[error("{part:?} is no part of a platform")]
    Part {
        /// The part.
        part: String,
    },
}

impl Platform {
    /// `unknown/unknown`, as BuildKit writes for attestations.
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// Whether it says nothing: `unknown/unknown`, or empty, as go-containerregistry writes for artifacts.
    pub fn is_silent(&self) -> bool {
        self.is_unknown() || (self.os.is_empty() && self.architecture.is_empty())
    }

    /// Reads the platform of an index entry.
    pub(super) fn read(fields: Fields<'_>) -> Self {
        let required = |key| fields.required_text(key, &rule::PLATFORM);
        Self {
            os: required("os").unwrap_or_default(),
            architecture: required("architecture").unwrap_or_default(),
            ..Self::read_details(fields, &rule::PLATFORM)
        }
    }

    /// Reads what index entries and configs have in common: variant, os.version, os.features, features. Empty texts count as missing.
    pub(super) fn read_details(fields: Fields<'_>, rule: &rule::Rule) -> Self {
        let text = |key| fields.text(key, rule).filter(|text| !text.is_empty());
        Self {
            variant: text("variant"),
            os_version: text("os.version"),
            os_features: fields.texts("os.features", rule).unwrap_or_default(),
            features: fields.texts("features", rule).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The name that tells the platform from others of the same os, architecture and variant: with its os.version, where it has one.
    pub fn full_name(&self) -> String {
        let name = self.to_string();
        match (&self.os_version, name.split_once('/')) {
            (Some(version), Some((os, rest))) => format!("{os}({version})/{rest}"),
            _ => name,
        }
    }

    /// The variant; where there is none, the one that goes without saying: `arm64` is `arm64/v8`, `arm` is `arm/v7`, `amd64` is `amd64/v1`.
    fn effective_variant(&self) -> &str {
        match (self.variant.as_deref(), self.architecture.as_str()) {
            (Some(variant), _) if !variant.is_empty() => variant,
            (_, "arm64") => "v8",
            (_, "arm") => "v7",
            (_, "amd64") => "v1",
            _ => "",
        }
    }

    /// The version of a variant of which each runs what those below it run: those of `amd64`, `arm` and `arm64`, which has minor ones (`v8.2`).
    fn level(&self) -> Option<(u32, u32)> {
        let level = match self.architecture.as_str() {
            "amd64" | "arm" | "arm64" => self.effective_variant().strip_prefix('v')?,
            _ => return None,
        };
        let number = |digits: &str| digits.parse::<u8>().ok().map(u32::from);
        let (major, minor) = level.split_once('.').unwrap_or((level, "0"));
        Some((number(major)?, number(minor)?))
    }

    /// How well an image for this platform serves who wants another, which is normalised, the lower the better; `None` if it does not run there. 0 is what was asked
    /// for, up to a variant that goes without saying; then come the variants below it, as containerd takes them: `arm/v6` runs on `arm/v7`, `amd64` on `amd64/v3`,
    /// `arm64/v8` on `arm64/v8.2`. Where no variant was asked for, all others come last.
    pub(super) fn distance(&self, wanted: &Self) -> Option<u32> {
        let own = self.normalized();
        if !own.is_for_machine(wanted) {
            return None;
        }
        let levels = own.level().zip(wanted.level());
        if own.effective_variant() == wanted.effective_variant()
            || levels.is_some_and(|(own, wanted)| own == wanted)
        {
            return Some(0);
        }
        let below = levels.and_then(|((major, minor), (wanted_major, wanted_minor))| {
            let majors = wanted_major.checked_sub(major)?;
            // Armv9.0 is made of Armv8.5, Armv9.1 of Armv8.6.
            let minors = (wanted_minor + 5 * majors).checked_sub(minor)?;
            Some(1000 * majors + minors)
        });
        below.or(wanted.variant.is_none().then_some(u32::MAX))
    }

    /// Whether os and architecture are those that are wanted, and the os.version too, if one is: one that says more is (`10.0.20348.2762` for `10.0.20348`).
    fn is_for_machine(&self, wanted: &Self) -> bool {
        let serves = |version: &String| {
            let own = self.os_version.as_ref();
            let behind = own.and_then(|own| own.strip_prefix(version.as_str()));
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
        };
        self.is_same_machine(wanted) && wanted.os_version.as_ref().is_none_or(serves)
    }

    /// Whether os and architecture are the same.
    pub(super) fn is_same_machine(&self, other: &Self) -> bool {
        self.os == other.os && self.architecture == other.architecture
    }

    /// As containerd and Docker normalise what people write: in small letters, `x86_64` as `amd64`, `aarch64` as `arm64`, `armhf` as `arm/v7`, `macos` as `darwin`.
    pub fn normalized(&self) -> Self {
        let variant = self.variant.as_deref().map(str::to_ascii_lowercase);
        let architecture = self.architecture.to_ascii_lowercase();
        let (architecture, variant) = match architecture.as_str() {
            "x86_64" | "x86-64" => ("amd64", variant),
            "aarch64" => ("arm64", variant),
            "armhf" => ("arm", Some("v7".to_owned())),
            "armel" => ("arm", Some("v6".to_owned())),
            "i386" | "i686" | "x86" => ("386", variant),
            known => (known, variant),
        };
        // `linux/arm64/8`, as some write it.
        let variant = variant.map(|variant| match variant.as_bytes() {
            [digit] if digit.is_ascii_digit() => format!("v{variant}"),
            _ => variant,
        });
        let os = self.os.to_ascii_lowercase();
        Self {
            architecture: architecture.to_owned(),
            variant,
            os: if os == "macos" {
                "darwin".to_owned()
            } else {
                os
            },
            ..self.clone()
        }
    }

    /// Whether an image for this platform runs where `wanted` was asked for: on any variant, if none was asked for.
    pub fn fits(&self, wanted: &Self) -> bool {
        self.distance(&wanted.normalized()).is_some()
    }
}

/// ```
/// use porthole::oci::Platform;
///
/// let platform: Platform = "linux/arm64/v8".parse()?;
/// assert_eq!(platform.architecture, "arm64");
/// assert_eq!(platform.to_string(), "linux/arm64/v8");
/// # Ok::<(), porthole::oci::platform::PlatformError>(())
/// ```
impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match parts[..] {
            [architecture] if !architecture.is_empty() && !SYSTEMS.contains(&architecture) => {
                ("linux", architecture, None)
            }
            [os, architecture] => (os, architecture, None),
            [os, architecture, variant] => (os, architecture, Some(variant)),
            _ => {
                return Err(PlatformError::Parts {
                    text: text.to_owned(),
                });
            }
        };
        let (os, os_version) = match os.strip_suffix(')').and_then(|os| os.split_once('(')) {
            Some((os, version)) => (os, Some(version)),
            None => (os, None),
        };
        let parts = [os, architecture]
            .into_iter()
            .chain(variant)
            .chain(os_version);
        for part in parts {
            let is_part = !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
            if !is_part {
                return Err(PlatformError::Part {
                    part: part.to_owned(),
                });
            }
        }
        Ok(Self {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            variant: variant.map(str::to_owned),
            os_version: os_version.map(str::to_owned),
            ..Self::default()
        })
    }
}

/// `os/architecture[/variant]`: the form of `data-platform` and of links.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match self.variant.as_deref() {
            None | Some("") => Ok(()),
            Some(variant) => write!(f, "/{variant}"),
        }
    }
}

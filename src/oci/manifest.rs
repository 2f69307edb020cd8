//! Image manifests: OCI image manifest and Docker version 2 schema 2; artifacts are image manifests too.
//!
//! Implements image-spec 1.1.1 `manifest.md` and Docker's "Image Manifest Version 2, Schema 2". The artifact manifest of the release
//! candidates of image-spec 1.1 is read as well: its `blobs` are shown as layers.

use super::{
    Annotations, Descriptor, TotalSize, fields::Fields, media_type, rule, total_size::repeated,
};

/// A manifest, read leniently.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// Declared artifact type.
    pub artifact_type: Option<String>,
    /// Config.
    pub config: Option<Descriptor>,
    /// Whether it is an artifact manifest, of which the layers are called `blobs`.
    pub is_artifact_manifest: bool,
    /// Layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// What this is about.
    pub subject: Option<Descriptor>,
    /// Annotations.
    pub annotations: Annotations,
    /// Members that no specification names: key and JSON text.
    pub unknown: Vec<(String, String)>,
}

impl Manifest {
    /// Whether the config is an image config (or the media type is missing and the layers are image layers) and it is not what tools attach to images.
    pub fn is_image(&self) -> bool {
        if self.is_attachment() {
            return false;
        }
        match self.config.as_ref().map(|config| &config.media_type) {
            Some(media_type) if !media_type.is_empty() => media_type.is_config(),
            _ => {
                !self.layers.is_empty()
                    && self.layers.iter().all(|layer| layer.media_type.is_layer())
            }
        }
    }

    /// Whether it is what tools attach to images, in the shape of one: attestations of BuildKit by their artifact type; those, and signatures, attestations and
    /// bills of materials of cosign, because no layer is anything else.
    pub fn is_attachment(&self) -> bool {
        let mut layers = self.layers.iter();
        self.artifact_type.as_deref() == Some(media_type::DOCKER_ATTESTATION)
            || (!self.layers.is_empty() && layers.all(|layer| layer.media_type.is_attached()))
    }

    /// Media type of the first layer, where it alone tells what is attached to an image: neither an artifact type nor the config does.
    pub fn attached_type(&self) -> Option<&str> {
        let layer = self.layers.first()?.media_type.as_str();
        (self.is_silent() && self.is_attachment()).then_some(layer)
    }

    /// Whether neither an artifact type nor the config says what it is, if it is no image.
    pub fn is_silent(&self) -> bool {
        let says_nothing = |config: &Descriptor| {
            let media_type = &config.media_type;
            media_type.is_empty()
                || media_type.is_config()
                || media_type.as_str() == media_type::OCI_EMPTY
        };
        self.artifact_type.as_deref().is_none_or(str::is_empty)
            && self.config.as_ref().is_none_or(says_nothing)
    }

    /// `artifactType`, else the config's media type.
    pub fn kind(&self) -> &str {
        let config = self
            .config
            .as_ref()
            .map(|config| config.media_type.as_str());
        self.artifact_type
            .as_deref()
            .filter(|kind| !kind.is_empty())
            .or(config)
            .unwrap_or_default()
    }

    /// The member that the layers stand in.
    pub fn layers_key(&self) -> &'static str {
        if self.is_artifact_manifest {
            "blobs"
        } else {
            "layers"
        }
    }

    /// What a client fetches to have the layers: each digest counts once, however often it stands here.
    pub fn layers_size(&self) -> TotalSize {
        let blobs: Vec<_> = self.layers.iter().map(Descriptor::name_and_size).collect();
        let mut sizes: Vec<_> = blobs.iter().map(|(_, size)| *size).collect();
        for position in repeated(&blobs) {
            sizes[position] = Some(0);
        }
        TotalSize::of(&sizes)
    }

    /// Reads a manifest.
    pub(super) fn read(fields: Fields<'_>, is_artifact_manifest: bool) -> Self {
        let mut manifest = Self {
            is_artifact_manifest,
            ..Self::default()
        };
        let layers_key = manifest.layers_key();
        let required: &[_] = if is_artifact_manifest {
            let message =
                "an artifact manifest, a format that was withdrawn before it was released";
            fields.report_here(&rule::ARTIFACT_MANIFEST, message.to_owned());
            &[]
        } else {
            &[
                ("config", &rule::MANIFEST_CONFIG),
                ("layers", &rule::MANIFEST_LAYERS),
            ]
        };
        for (key, rule) in required {
            if !fields.has(key) {
                fields.report_missing(rule, key);
            }
        }
        manifest = Self {
            artifact_type: fields.text("artifactType", &rule::ARTIFACT_TYPE),
            config: fields.object("config", &rule::MANIFEST_CONFIG, Descriptor::read),
            layers: Descriptor::read_list(fields, layers_key, &rule::MANIFEST_LAYERS)
                .unwrap_or_default(),
            subject: fields.object("subject", &rule::MANIFEST_SUBJECT, Descriptor::read),
            annotations: fields.annotations("annotations", &rule::ANNOTATIONS),
            unknown: fields.unknown(&[
                "schemaVersion",
                "mediaType",
                "artifactType",
                "config",
                "layers",
                layers_key,
                "subject",
                "annotations",
            ]),
            ..manifest
        };
        manifest.check_artifact_type(fields);
        manifest.check_layer_types(fields);
        manifest
    }

    /// image-spec 1.1.1: `artifactType` MUST be set when the config is the empty one.
    fn check_artifact_type(&self, fields: Fields<'_>) {
        let has_empty_config = self
            .config
            .as_ref()
            .is_some_and(|config| config.media_type.as_str() == media_type::OCI_EMPTY);
        if has_empty_config && !fields.has("artifactType") {
            let message = "the config is empty, so that \"artifactType\" must say what this is";
            fields.report(&rule::ARTIFACT_TYPE, "artifactType", message.to_owned());
        }
    }

    fn check_layer_types(&self, fields: Fields<'_>) {
        if !self.is_image() {
            return;
        }
        let list = fields.pointer.key(self.layers_key());
        for (position, layer) in self.layers.iter().enumerate() {
            if !layer.media_type.is_empty() && !layer.media_type.is_specified_layer() {
                let message = format!("{:?} is no type of image layer", layer.media_type.as_str());
                let pointer = list.position(position);
                fields
                    .problems
                    .report(&rule::LAYER_MEDIA_TYPE, pointer.key("mediaType"), message);
            }
        }
    }
}

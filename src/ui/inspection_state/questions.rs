//! What views ask of the state of an inspection.

use super::{
    ConfigPhase, Entry, Failure, Image, IndexPhase, InspectionState, Kind, ManifestDocument, Phase,
};
use crate::{
    inspection::{ConfigDocument, Root},
    oci::{
        Body, Config, Descriptor, Digest, Document, ImageReference, Index, Manifest, Platform,
        ReferenceError, Schema1,
    },
    ui::{findings::Subject, named_image::read_now, navigation::Target, shared::Shared},
};

use yew::AttrValue;

impl InspectionState {
    /// What the question names, even if nothing can be shown of it; `None` if it is no reference.
    pub fn named(&self) -> Option<ImageReference> {
        let parsed = || read_now(&self.target.as_ref()?.image);
        self.reference.clone().or_else(parsed)
    }

    /// The document that the reference names.
    pub fn root(&self) -> Option<&Shared<Root>> {
        match &self.phase {
            Phase::Index(index) => Some(&index.root),
            Phase::Image(Image {
                manifest: ManifestDocument::Root(root),
                ..
            })
            | Phase::Artifact(root)
            | Phase::Schema1(root) => Some(root),
            _ => None,
        }
    }

    /// The documents that are shown.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject {
            root: self.root()?.clone(),
            image: self.image().cloned(),
        })
    }

    /// The index, its chosen position and the entry there.
    pub fn index(&self) -> Option<(&IndexPhase, &Index)> {
        match &self.phase {
            Phase::Index(phase) => match &phase.root.document.body {
                Body::Index(index) => Some((phase, index)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The index entry that was chosen.
    pub fn chosen_descriptor(&self) -> Option<&Descriptor> {
        let (phase, index) = self.index()?;
        index.manifests.get(phase.chosen?)
    }

    /// The question whose answer is the chosen entry, whatever chose it: what else was read of the index stays.
    pub fn chosen_target(&self) -> Option<Target> {
        let (phase, index) = self.index()?;
        let (target, chosen) = (self.target.clone()?, phase.chosen?);
        let by_default = || index.name_of(chosen).map(AttrValue::from);
        Some(Target {
            platform: Some(target.platform.or_else(by_default)?),
            image: target.image,
        })
    }

    /// The chosen entry, as far as it was read.
    pub fn chosen_entry(&self) -> Option<&Entry> {
        match &self.phase {
            Phase::Index(index) => index.entries.get(index.chosen?),
            _ => None,
        }
    }

    /// The image that is shown.
    pub fn image(&self) -> Option<&Image> {
        match &self.phase {
            Phase::Image(image) => Some(image),
            _ => match self.chosen_entry()? {
                Entry::Read(image) => Some(image),
                Entry::Failed(_) => None,
            },
        }
    }

    /// The manifest whose layers are shown: that of an image or of an artifact.
    pub fn manifest(&self) -> Option<(&Document, &Manifest)> {
        let document = match &self.phase {
            Phase::Artifact(root) => &root.document,
            _ => self.image()?.manifest.document(),
        };
        match &document.body {
            Body::Manifest(manifest) => Some((document, manifest)),
            _ => None,
        }
    }

    /// Whether it is an image by itself, and not for the platform that was asked for, or not with the digest that was.
    pub fn is_for_another_platform(&self) -> bool {
        let wanted = self.target.as_ref();
        let wanted = wanted.and_then(|target| target.platform.as_ref());
        let (Phase::Image(image), Some(wanted)) = (&self.phase, wanted) else {
            return false;
        };
        if let Ok(digest) = wanted.parse::<Digest>() {
            return image.manifest.document().digest_like(&digest) != Some(digest);
        }
        let own = self.config().map(|config| &config.platform);
        own.zip(wanted.parse::<Platform>().ok())
            .is_some_and(|(own, wanted)| !own.fits(&wanted))
    }

    /// Why the text that was asked for names no image, if that is what failed.
    pub fn reference_error(&self) -> Option<&ReferenceError> {
        match &self.phase {
            Phase::Failed(failure) => match &**failure {
                Failure::Reference { error, .. } => Some(error),
                _ => None,
            },
            _ => None,
        }
    }

    /// The schema-1 manifest that is shown.
    pub fn schema1(&self) -> Option<&Schema1> {
        match &self.phase {
            Phase::Schema1(root) => match &root.document.body {
                Body::Schema1(schema1) => Some(schema1),
                _ => None,
            },
            _ => None,
        }
    }

    /// The config of the image that is shown, once it was read.
    pub fn config(&self) -> Option<&Config> {
        self.config_document().map(|document| &document.config)
    }

    /// The config with its proof.
    pub fn config_document(&self) -> Option<&Shared<ConfigDocument>> {
        self.image()?.config.document()
    }

    /// Whether nothing more is on its way.
    pub fn is_settled(&self) -> bool {
        match &self.phase {
            Phase::Loading => false,
            Phase::Index(index) => match (index.chosen, self.chosen_entry()) {
                (None, _) | (_, Some(Entry::Failed(_))) => true,
                (Some(_), None) => false,
                (_, Some(Entry::Read(image))) => image.config != ConfigPhase::Loading,
            },
            Phase::Image(image) => image.config != ConfigPhase::Loading,
            Phase::Idle | Phase::Artifact(_) | Phase::Schema1(_) | Phase::Failed(_) => true,
        }
    }

    /// `data-state` of the host.
    pub fn state_attribute(&self) -> &'static str {
        match &self.phase {
            Phase::Idle => "idle",
            Phase::Failed(_) => "failed",
            _ if self.is_settled() => "ready",
            _ => "loading",
        }
    }

    /// `data-kind` of the host, once the document was read.
    pub fn kind_attribute(&self) -> Option<&'static str> {
        self.kind().map(Kind::attribute)
    }

    /// What kind of document the reference names, once it was read.
    pub fn kind(&self) -> Option<Kind> {
        self.root().map(|root| Kind::of(&root.document.body))
    }
}

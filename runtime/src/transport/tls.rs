//! What certificates are trusted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::ConnectionSettings;
use crate::error::BuildError;

/// The configuration for a client's settings, and the protocols to offer, the best one first.
///
/// The cryptography is named here instead of being looked up in the process, where another crate may or
/// may not have installed one.
pub(super) fn config(settings: &ConnectionSettings, protocols: &[&[u8]]) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::setting("tls", error.to_string()))?;
    let roots = roots(&settings.roots_pem)?;
    let builder = if settings.accept_invalid_certificates {
        let verifier = AcceptAll(provider);
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else if let Some(verifier) = system(roots.clone(), provider) {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        builder.with_root_certificates(store(roots)?)
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}

const SETTING: &str = "root_certificate_pem";

fn roots(pems: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let mut roots = Vec::new();
    for pem in pems {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let bad = |error| BuildError::setting(SETTING, format!("is no PEM: {error:?}"));
            roots.push(certificate.map_err(bad)?);
        }
        if roots.len() == before {
            return Err(BuildError::setting(SETTING, "has no certificate in it"));
        }
    }
    // So that a bad one is found when the client is built, on every system.
    store(roots.clone())?;
    Ok(roots)
}

fn store(roots: Vec<CertificateDer<'static>>) -> Result<RootCertStore, BuildError> {
    let mut store = RootCertStore::empty();
    for root in roots {
        let added = store.add(root);
        added.map_err(|error| BuildError::setting(SETTING, error.to_string()))?;
    }
    Ok(store)
}

/// What the system trusts. Nothing, on a system without certificates (a small container): clients of
/// plain http, of roots of their own, or behind a proxy on the same machine need none.
#[cfg(not(target_os = "android"))]
fn system(roots: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Option<Verifier> {
    Verifier::new_with_extra_roots(roots, provider).ok()
}

#[cfg(target_os = "android")]
fn system(roots: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Option<Verifier> {
    // The system's verifier takes no more roots there: with some, they are all that is trusted.
    if roots.is_empty() { Verifier::new(provider).ok() } else { None }
}

/// Accepts any certificate, even one that cannot be read.
#[derive(Debug)]
struct AcceptAll(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAll {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_that_are_none_are_found_at_once() {
        for pem in [
            "",
            "not a certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            let error = roots(&[pem.as_bytes().to_vec()]).unwrap_err();
            assert!(matches!(error, BuildError::InvalidSetting { name, .. } if name == SETTING), "{pem}");
        }
    }
}

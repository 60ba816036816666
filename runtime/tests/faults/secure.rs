//! Certificates, good and bad, from an authority that is made for each server.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

#[derive(Clone, Copy, PartialEq)]
pub enum Certificate {
    /// For this host, by an authority that only `root_certificate_pem` makes known.
    Good,
    /// The same, until the year 2001.
    Expired,
    /// For another host.
    OfAnotherHost,
    /// Good, and the client is to have one too.
    Mutual,
}

pub struct Secure {
    pub acceptor: TlsAcceptor,
    pub root_pem: String,
}

impl Secure {
    pub fn new(certificate: Certificate, protocol: &str) -> Self {
        let ca_key = KeyPair::generate().unwrap();
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = ca.self_signed(&ca_key).unwrap();
        let host = if certificate == Certificate::OfAnotherHost { "other.example" } else { "localhost" };
        let mut leaf = CertificateParams::new(vec![host.to_owned()]).unwrap();
        if certificate == Certificate::Expired {
            leaf.not_before = date_time_ymd(2000, 1, 1);
            leaf.not_after = date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let leaf = leaf.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();

        let provider = Arc::new(ring::default_provider());
        let builder =
            ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
        let builder = if certificate == Certificate::Mutual {
            let mut roots = RootCertStore::empty();
            roots.add(root.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let mut config = builder.with_single_cert(vec![leaf.der().clone()], key).unwrap();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        Self { acceptor: TlsAcceptor::from(Arc::new(config)), root_pem: root.pem() }
    }
}

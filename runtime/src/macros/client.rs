//! `client!`: the client of an API and its builder.

/// Defines a client, its builder with a setter for each credential, and the requests made by hand.
#[doc(hidden)]
#[macro_export]
macro_rules! client {
    (
        $(#[$meta:meta])*
        $vis:vis struct $client:ident, $builder:ident;
        api: $api:expr;
        credentials { $($(#[$cmeta:meta])* $credential:ident => $scheme:literal),* $(,)? }
        $(logins { $($(#[$lmeta:meta])* $login:ident => $lsetter:literal for $lscheme:literal at $token:literal),* $(,)? })?
        $(servers { $($(#[$smeta:meta])* $server:ident => $setter:literal),* $(,)? })?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $vis struct $client(pub(crate) $crate::private::Scope);

        impl $client {
            const API: &'static $crate::private::Api = &$api;

            /// The settings of a client, to be changed before it is built.
            pub fn builder() -> $builder {
                $builder($crate::private::Setup::new(Self::API))
            }

            /// The same client with other options for all its requests. Cheap: connections and
            /// credentials are shared.
            #[must_use]
            pub fn with(&self, options: $crate::private::RequestOptions) -> Self {
                Self(self.0.with_options(&options))
            }

            /// The same client over another transport, such as a `MockTransport` in tests: base URL, credentials and
            /// options stay, the settings of connections (proxy, certificates, `connect_timeout`) are the
            /// transport's own business. This client keeps its own.
            #[must_use]
            pub fn with_transport(&self, transport: impl $crate::private::Transport) -> Self {
                Self(self.0.with_transport(transport))
            }

            /// A request made by hand, for what this client does not know. The path is relative to the
            /// base URL.
            pub fn request(
                &self,
                method: $crate::private::Method,
                path: &str,
            ) -> $crate::private::RawRequest {
                $crate::private::RawRequest::new(&self.0, method, path)
            }

            /// A request made by hand, with `GET`.
            pub fn get(&self, path: &str) -> $crate::private::RawRequest {
                self.request($crate::private::Method::GET, path)
            }

            /// A request made by hand, with `POST`.
            pub fn post(&self, path: &str) -> $crate::private::RawRequest {
                self.request($crate::private::Method::POST, path)
            }

            /// A request made by hand, with `PUT`.
            pub fn put(&self, path: &str) -> $crate::private::RawRequest {
                self.request($crate::private::Method::PUT, path)
            }

            /// A request made by hand, with `PATCH`.
            pub fn patch(&self, path: &str) -> $crate::private::RawRequest {
                self.request($crate::private::Method::PATCH, path)
            }

            /// A request made by hand, with `DELETE`.
            pub fn delete(&self, path: &str) -> $crate::private::RawRequest {
                self.request($crate::private::Method::DELETE, path)
            }
        }

        #[doc = ::core::concat!("Settings of a [`", ::core::stringify!($client), "`].")]
        #[derive(Debug, Clone)]
        #[must_use = "a client is made by `build`"]
        $vis struct $builder($crate::private::Setup);

        impl $builder {
            $(
                $(#[$cmeta])*
                pub fn $credential(self, secret: impl ::core::convert::Into<$crate::private::Secret>) -> Self {
                    Self(self.0.credential($scheme, secret.into()))
                }
            )*

            $($(
                $(#[$lmeta])*
                pub fn $login(self, client: $crate::private::ClientCredentials) -> Self {
                    Self(self.0.login($lsetter, $lscheme, $token, client))
                }
            )*)?

            /// Where the API is. A path in it stands before the path of every request.
            pub fn base_url(self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(self.0.base_url(url.into()))
            }

            $($(
                $(#[$smeta])*
                pub fn $server(self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                    Self(self.0.server($setter, url.into()))
                }
            )*)?

            /// How long one attempt of a request may take, from connecting to the last byte of the
            /// answer. 30 seconds unless set.
            pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// How long a request may take in all, with its retries and the waits between them; with `stream()`, until
            /// the headers of its answer are there. No limit unless set: then `timeout` bounds each attempt, and the retry
            /// policy how many there are.
            pub fn deadline(self, deadline: ::core::time::Duration) -> Self {
                Self(self.0.deadline(deadline))
            }

            /// When requests that failed are sent again. Two retries unless set, and only of what can be sent twice
            /// without harm.
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// How many retries all requests of this client have together, so that an outage is not made worse: ten
            /// requests that succeed give one back. 100 unless set.
            pub fn retry_budget(self, retries: u32) -> Self {
                Self(self.0.retry_budget(retries))
            }

            /// Sees every request before it is sent, each attempt and each step of a redirect anew, and may change it.
            /// An error keeps it from being sent. The request holds the credentials: what a hook does with them, and
            /// with a URL that it changes, is its own responsibility. So is a secret that it adds: steps of a redirect and
            /// requests with `no_auth` can go to other origins, which its URL tells. Connections that go on as something
            /// else (WebSockets) are not seen. Hooks run in the order in which they are given.
            pub fn before_send(
                self,
                hook: impl ::core::ops::Fn(
                    &mut $crate::TransportRequest,
                ) -> ::core::result::Result<
                    (),
                    ::std::boxed::Box<dyn ::core::error::Error + ::core::marker::Send + ::core::marker::Sync>,
                > + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                Self(self.0.before_send(hook))
            }

            /// Sees every answer before its status is looked at and its body is read, and may change it.
            pub fn after_response(
                self,
                hook: impl ::core::ops::Fn(&$crate::RequestInfo, &mut $crate::TransportResponse)
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                Self(self.0.after_response(hook))
            }

            /// How long connecting may take. 10 seconds unless set.
            pub fn connect_timeout(self, timeout: ::core::time::Duration) -> Self {
                Self(self.0.connect_timeout(timeout))
            }

            /// The proxy for all requests, with credentials if it wants any
            /// (`http://user:password@host:port`). Unless set, the environment decides
            /// (`HTTPS_PROXY`, `NO_PROXY` and the like).
            pub fn proxy(self, url: impl ::core::convert::Into<$crate::private::Secret>) -> Self {
                Self(self.0.proxy(url.into()))
            }

            /// No proxy, whatever the environment says.
            pub fn no_proxy(self) -> Self {
                Self(self.0.no_proxy())
            }

            /// Trusts the certificates of a PEM file beside those that the system trusts. May be called
            /// again.
            pub fn root_certificate_pem(self, pem: impl ::core::convert::AsRef<[u8]>) -> Self {
                Self(self.0.root_certificate_pem(pem.as_ref()))
            }

            /// **Dangerous**: accepts any certificate, so that anyone between here and the server can
            /// read everything, the credentials too. For tests; for a certificate of your own there is
            /// `root_certificate_pem`.
            pub fn danger_accept_invalid_certificates(self, accept: bool) -> Self {
                Self(self.0.danger_accept_invalid_certificates(accept))
            }

            /// Another user agent than the name and version of this crate.
            pub fn user_agent(self, name: &str) -> Self {
                Self(self.0.user_agent(name))
            }

            /// A header for all requests.
            pub fn default_header(self, name: &str, value: &str) -> Self {
                Self(self.0.default_header(name, value))
            }

            /// Lets credentials go over plain http to machines other than this one, and to this one by way of a proxy.
            pub fn allow_insecure_http(self, allow: bool) -> Self {
                Self(self.0.allow_insecure_http(allow))
            }

            /// How large an answer may be. 64 MiB unless set.
            pub fn max_response_bytes(self, limit: usize) -> Self {
                Self(self.0.max_response_bytes(limit))
            }

            /// Sends requests by another transport. The settings of connections (proxy, certificates,
            /// `connect_timeout`) are its own business then.
            pub fn transport(self, transport: impl $crate::private::Transport) -> Self {
                Self(self.0.transport(transport))
            }

            /// The client.
            pub fn build(self) -> ::core::result::Result<$client, $crate::private::Error> {
                self.0.build().map($client)
            }
        }
    };
}

/** Names that BoringSSL knows. Source: istio `pkg/config/security/security.go` ValidCipherSuites (1.31). */
const suites: ReadonlySet<string> = new Set([
  ...["ECDSA", "RSA"].flatMap((kind) =>
    ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA"].map(
      (cipher) => `ECDHE-${kind}-${cipher}`,
    ),
  ),
  ..."AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA AES256-SHA DES-CBC3-SHA ALL".split(" "),
]);

/** Suites of TLS 1.3, which BoringSSL always offers: no list of suites turns one on or off. */
const always: ReadonlySet<string> = new Set([
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
]);

/** Whether a name is that of a suite of TLS 1.3. */
export function isAlwaysOffered(name: string): boolean {
  return always.has(name);
}

/** Whether Envoy is given the name; what starts with a sign, such as `-ALL`, is an expression. */
export function isCipherSuite(name: string): boolean {
  return !/^[\p{L}\p{N}]/u.test(name) || suites.has(name);
}

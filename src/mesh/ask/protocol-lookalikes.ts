import { similarName } from "../../text/similar-name.ts";

/**
 * Words that people write for gRPC or HTTP/2 and that Istio does not know, with the word it does know.
 * Source: istio `pkg/config/protocol/instance.go` Parse (1.31).
 */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ["h2", "http2"],
  ["h2c", "http2"],
  ["http/2", "http2"],
  ["http2.0", "http2"],
  ["grpcs", "tls"],
  ["grpcweb", "grpc-web"],
  ["grpc2", "grpc"],
  ["kubernetes.io/grpc", "grpc"],
]);

/** The word that Istio knows for a protocol name that looks like gRPC or HTTP/2 but is neither. */
export function lookalikeOf(word: string): string | undefined {
  const written = word.toLowerCase();
  // Three letters are one edit away from too much: `rpc`, `grp`.
  const typo = written.length < 4 ? undefined : similarName(written, ["grpc", "grpc-web"]);
  return lookalikes.get(written) ?? typo;
}

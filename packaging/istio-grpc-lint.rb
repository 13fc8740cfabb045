# A formula of Homebrew; the release workflow fills in the checksum of the npm package.
class IstioGrpcLint < Formula
  desc "Static linter for the Kubernetes and Istio manifests of gRPC services"
  homepage "https://github.com/istio-grpc-lint/istio-grpc-lint"
  url "https://github.com/istio-grpc-lint/istio-grpc-lint/releases/download/v0.1.0/istio-grpc-lint-0.1.0.tgz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "Apache-2.0"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
  end

  test do
    (testpath/"a.yaml").write "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { prots: [] }\n"
    assert_match "unknown-field", shell_output("#{bin}/istio-grpc-lint a.yaml", 1)
  end
end

# Homebrew. The archive is the one `make dist` makes; put its place and checksum in.
class Bugquill < Formula
  desc "Terminal wizard for vulnerability reports"
  homepage "https://bugquill.invalid"
  url "file://#{ENV.fetch("BUGQUILL_ARCHIVE", "bugquill-0.1.0.tar.xz")}"
  license "MIT"

  depends_on "pkgconf" => :build
  depends_on "cjson"
  depends_on "expat"
  depends_on "libidn2"
  depends_on "libsodium"
  depends_on "libyaml"
  depends_on "md4c"
  depends_on "ncurses"
  depends_on "pcre2"
  depends_on "utf8proc"

  def install
    system "./configure", "--prefix=#{prefix}"
    system "make", "install"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/bugquill --version")
  end
end

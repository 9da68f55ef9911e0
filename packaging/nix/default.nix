# Nix: nix-build packaging/nix in a checkout.
{ pkgs ? import <nixpkgs> { } }:
pkgs.stdenv.mkDerivation {
  pname = "bugquill";
  version = "0.1.0";
  src = ../..;
  nativeBuildInputs = with pkgs; [ autoreconfHook pkg-config ];
  preAutoreconf = "build-aux/list-sources; mkdir -p m4";
  buildInputs = with pkgs; [
    ncurses libyaml cjson pcre2 libidn2 utf8proc libsodium md4c expat libseccomp
  ];
  nativeCheckInputs = with pkgs; [ cmocka tmux ];
  doCheck = true;
  meta.license = pkgs.lib.licenses.mit;
}

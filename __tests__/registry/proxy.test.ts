import { describe, expect, test } from "@jest/globals";
import { describeProxySetting, proxyFor, readProxySetting } from "../../src/registry/proxy.js";

const ARM = "https://management.azure.com/x";
type Environment = Readonly<Record<string, string>>;

const proxyOf = (environment: Environment, url = ARM) =>
  proxyFor(readProxySetting(environment), new URL(url));

describe("the proxy", () => {
  test.each<[string, Environment, string | undefined]>([
    ["no variable", {}, undefined],
    ["empty variables", { https_proxy: "", HTTPS_PROXY: "", ALL_PROXY: "" }, undefined],
    ["https_proxy before HTTPS_PROXY", { HTTPS_PROXY: "http://b", https_proxy: "http://a" }, "http://a"],
    ["HTTPS_PROXY where https_proxy is empty", { https_proxy: "", HTTPS_PROXY: "http://b" }, "http://b"],
    ["HTTPS_PROXY before http_proxy", { http_proxy: "http://a", HTTPS_PROXY: "http://b" }, "http://b"],
    ["http_proxy before HTTP_PROXY", { HTTP_PROXY: "http://b", http_proxy: "http://a" }, "http://a"],
    ["HTTP_PROXY before all_proxy", { all_proxy: "http://a", HTTP_PROXY: "http://b" }, "http://b"],
    ["ALL_PROXY alone", { ALL_PROXY: "http://a" }, "http://a"],
    [
      "one that counts beside one that is none",
      { https_proxy: "http://a", HTTPS_PROXY: "nonsense" },
      "http://a",
    ],
    ["a port, a path and capitals", { https_proxy: "HTTP://Proxy.Corp:8080/" }, "http://proxy.corp:8080"],
    ["a proxy that speaks TLS", { https_proxy: "https://proxy:8443" }, "https://proxy:8443"],
  ])("%s", (_what, environment, address) => {
    expect(proxyOf(environment)?.address).toBe(address);
  });

  test.each([
    "proxy:8080",
    "proxy",
    "socks5://proxy:1080",
    "http://",
    " ",
    "http://a:b:c",
    // A password that begins with digits would be taken for the port of a host with the name's name.
    "http://jane:12#s3cret@proxy:8080",
    "http://jane:12/s3cret@proxy:8080",
    "http://jane:12?s3cret@proxy:8080",
  ])("%j is no address, and nothing may be sent", (address) => {
    const setting = readProxySetting({ HTTP_PROXY: address });
    expect(setting).toEqual({ kind: "wrong", variable: "HTTP_PROXY" });
    expect(() => proxyFor(setting, new URL(ARM))).toThrow("HTTP_PROXY is not the address");
  });

  test.each([
    ["http://a:b@proxy", "a:b"],
    ["http://a@proxy", "a:"],
    ["http://:b@proxy", ":b"],
    ["http://a:100%@proxy", "a:100%"],
    ["http://a:%zz%2@proxy", "a:%zz%2"],
    ["http://a:p%40ss%25@proxy", "a:p@ss%"],
    ["http://a:p@ss@proxy", "a:p@ss"],
    ["http://a:%C3%BC%FF@proxy", "a:%C3%BC%FF"],
    ["http://ü:b@proxy", "ü:b"],
  ])("the name and password in %s are sent as they are meant, and never shown", (address, credentials) => {
    const proxy = proxyOf({ https_proxy: address });
    expect(proxy).toEqual({
      address: "http://proxy",
      authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    });
    expect(describeProxySetting(readProxySetting({ https_proxy: address }))).not.toContain("@");
  });
});

describe("NO_PROXY", () => {
  const isDirect = (noProxy: string, url = ARM) =>
    proxyOf({ https_proxy: "http://p", no_proxy: noProxy }, url) === null;

  test.each([
    ["management.azure.com", true],
    ["azure.com", true],
    [".azure.com", true],
    ["*.azure.com", true],
    ["AZURE.com", true],
    ["azure.com.", true],
    ["*", true],
    ["a.example, azure.com", true],
    ["a.example azure.com", true],
    ["a.example,,*", true],
    ["management.azure.com:443", true],
    [".azure.com:443", true],
    ["management.azure.com:8443", false],
    ["zure.com", false],
    ["azure.com.example", false],
    ["x.management.azure.com", false],
    ["*.management.azure.com", true],
    ["", false],
    [",", false],
  ])("%j for management.azure.com: %s", (noProxy, direct) => {
    expect(isDirect(noProxy)).toBe(direct);
  });

  test.each([
    ["ghes.example:8443", "https://ghes.example:8443/api", true],
    ["ghes.example", "https://ghes.example:8443/api", true],
    ["ghes.example:443", "https://ghes.example:8443/api", false],
    ["ghes.example:80", "http://ghes.example/api", true],
    ["10.0.0.7", "https://10.0.0.7/", true],
    ["::1:2", "https://[::1:2]/", true],
    ["[fd00::7]", "https://[fd00::7]/", true],
    ["[fd00::7]:443", "https://[fd00::7]/", true],
    ["[fd00::7]:444", "https://[fd00::7]/", false],
  ])("%s for %s: %s", (noProxy, url, direct) => {
    expect(isDirect(noProxy, url)).toBe(direct);
  });

  test("counts in lower case before upper case", () => {
    const environment = { https_proxy: "http://p", NO_PROXY: "*", no_proxy: "other.example" };
    expect(proxyOf(environment)).not.toBeNull();
    expect(proxyOf({ ...environment, no_proxy: "" })).toBeNull();
  });

  test.each(["http://localhost:8080/", "http://127.0.0.1:40342/", "http://[::1]/"])(
    "is not needed for %s: no proxy reaches what listens on this machine alone",
    (url) => {
      expect(isDirect("", url)).toBe(true);
    },
  );
});

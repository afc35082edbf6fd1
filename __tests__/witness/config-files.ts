/** A config file, and whether it is good. */
export interface ConfigFileCase {
  readonly text: string;
  readonly isGood: boolean;
  /** Why no schema can say what the action says of it. */
  readonly beyondSchema?: string;
}

const GUID = "33333333-3333-4333-8333-333333333333";
const REGISTRY = "registry: contoso\n";

function good(text: string): ConfigFileCase {
  return { text: `${REGISTRY}${text}`, isGood: true };
}

function bad(text: string, beyondSchema?: string): ConfigFileCase {
  return {
    text: `${REGISTRY}${text}`,
    isGood: false,
    ...(beyondSchema === undefined ? {} : { beyondSchema }),
  };
}

/** Twenty good config files and twenty bad ones: each key in the forms that people write. */
export const CONFIG_FILES: readonly ConfigFileCase[] = [
  good(""),
  good("regions: northeurope, Japan East"),
  good("regions:\n  - northeurope\n  - WEST US 3"),
  good("regions:\n  - japaneast: { routing: disabled, tags: { tier: dr } }"),
  good(
    "regions:\n  - location: North Europe\n    regional_endpoint_enabled: true\n    zone_redundancy_enabled: false\n    tags: {}",
  ),
  good("regions: |\n  northeurope # near the users\n  japaneast"),
  { text: "registry: contoso-a1b2c3.azurecr.io\n", isGood: true },
  good("prune: none"),
  good("max-delete: 3\nmax-replicas: '5'"),
  good("routing: enabled"),
  good("tags:\n  team: shop\n  cost: 12\n  shared: true"),
  good("tags: |\n  team=shop\n  tier=dr"),
  good("timeout: 1h30m\nstuck-after: 0"),
  good("protect: [northeurope, japaneast]"),
  good("fail-on: missing, failed"),
  good("fail-on: [missing, failed]"),
  good(`client-id: ${GUID}\nsubscription-id: ${GUID}\ntenant-id: contoso.example`),
  good("cloud: AzureCloud\nauth: oidc"),
  good("images:\n  - shop/api:stable"),
  good("summary: false\nreport-html: True"),
  bad("region: northeurope"),
  bad("regions: []"),
  bad("regions:\n  - japaneast: { routes: disabled }"),
  bad("regions:\n  - japaneast: { routing: off }"),
  bad("regions:\n  - location: japaneast\n    sku: Premium"),
  { text: "registry: con toso\n", isGood: false },
  { text: "registry: contoso.example.com\n", isGood: false },
  bad("prune: true"),
  bad("max-delete: -1"),
  bad("max-replicas: many"),
  bad("routing: true"),
  bad("tags:\n  acr-geo-owner-1: me"),
  bad("timeout: 90"),
  bad("timeout: 1m2h"),
  bad("mode: check"),
  bad("github-token: ghs_x"),
  bad("fail-on: [late]"),
  bad("auth: password"),
  bad("images: [sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef]"),
  bad("regions: [japaneast, Japan East]", "that two ways of writing one region are the same region"),
  bad("ttl: 8h", "that a `ttl` needs an `owner`: the workflow may set it"),
  bad("fail-on: late, missing", "the words within a line of words"),
];

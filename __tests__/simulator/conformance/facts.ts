import type { SourceName } from "./sources.js";

/** What of Azure a fact is about. */
export type Subject =
  | "creating a replication"
  | "states over time"
  | "listing replications"
  | "updating a replication"
  | "deleting a replication"
  | "the registry"
  | "refusals"
  | "the registry's own hosts";

/** Something that Azure was seen or said to do. */
export interface Fact {
  readonly subject: Subject;
  /** The case that holds the simulator to it. */
  readonly test: string;
  readonly says: string;
  /** Where it was seen; recordings before documents. */
  readonly from: readonly SourceName[];
  /** The values that were seen. */
  readonly recorded?: unknown;
}

/**
 * What is known of Azure: everything that the simulator does as Azure was seen to do it. Whoever learns something new
 * adds a row, and the conformance test is red until the simulator does it.
 */
export const FACTS = [
  // Creating a replication.
  {
    subject: "creating a replication",
    test: "PUT",
    says: "a body with nothing but a location is taken: 201, with the resource",
    from: ["PS25", "PS17"],
    recorded: { body: { location: "japaneast" }, status: 201 },
  },
  {
    subject: "creating a replication",
    test: "PUT",
    says: "so is one with empty properties",
    from: ["CLI-REC"],
    recorded: { body: { location: "japaneast", properties: {} }, status: 201 },
  },
  {
    subject: "creating a replication",
    test: "PUT",
    says: "so is one with tags and routing",
    from: ["CLI-REC", "SPEC"],
    recorded: {
      body: { location: "japaneast", tags: { a: "b" }, properties: { regionEndpointEnabled: false } },
      status: 201,
    },
  },
  {
    subject: "creating a replication",
    test: "headers of the PUT",
    says: "the answer has Azure-AsyncOperation and Retry-After: 10, and no Location",
    from: ["PS17", "PS25"],
    recorded: { retryAfter: "10" },
  },
  {
    subject: "creating a replication",
    test: "body of the PUT",
    says: "the body says Creating, with a timestamp but neither displayStatus nor message",
    from: ["PS17", "PS25", "CLI-REC"],
    recorded: { provisioningState: "Creating", regionEndpointEnabled: true, zoneRedundancy: "Disabled" },
  },
  {
    subject: "creating a replication",
    test: "body in 2017",
    says: "an api-version of 2017 leaves regionEndpointEnabled, zoneRedundancy and systemData out",
    from: ["PS17"],
    recorded: { version: "2017-10-01", properties: ["provisioningState", "status"] },
  },
  {
    subject: "creating a replication",
    test: "operation URL",
    says: "the operation URL carries the signed parameters t, c, s and h, and is about 3.8 kB long",
    from: ["PS25", "CLI-REC"],
    recorded: { parameters: ["api-version", "t", "c", "s", "h"], longerThan: 3_700, shorterThan: 4_096 },
  },
  {
    subject: "creating a replication",
    test: "operation URL as given",
    says: "the operation URL works as it was given only",
    from: ["PS25", "CLI-REC"],
  },
  {
    subject: "creating a replication",
    test: "operation",
    says: "the operation says Creating and then Succeeded, nothing else, 200 both times",
    from: ["PS17", "PS25", "CLI-REC"],
    recorded: { bodies: [{ status: "Creating" }, { status: "Succeeded" }], status: 200 },
  },
  {
    subject: "creating a replication",
    test: "operation headers",
    says: "each answer of the operation, the last too, repeats Retry-After and a freshly signed URL",
    from: ["PS17", "PS25"],
    recorded: { retryAfter: "10" },
  },
  {
    subject: "creating a replication",
    test: "operation that fails",
    says: "an operation that fails is 200 with status Failed and an error of code and message",
    from: ["ARM-LRO"],
  },
  {
    subject: "creating a replication",
    test: "PUT again",
    says: "a PUT on a replica that exists is 200 and sets what it says",
    from: ["SPEC", "TF"],
    recorded: { status: 200 },
  },
  {
    subject: "creating a replication",
    test: "PUT without routing",
    says: "a PUT that leaves the routing flag out switches it back on",
    from: ["TYPES"],
  },
  {
    subject: "creating a replication",
    test: "another name",
    says: "a replica need not be named as its region",
    from: ["PS17", "PS25"],
    recorded: { name: "kyuhvq" },
  },
  {
    subject: "creating a replication",
    test: "bad name",
    says: "a name of less than 5 letters is refused",
    from: ["TYPES"],
    recorded: { name: "geo1" },
  },
  {
    subject: "creating a replication",
    test: "bad name",
    says: "a name with a dash is refused",
    from: ["TYPES"],
    recorded: { name: "japan-east" },
  },
  {
    subject: "creating a replication",
    test: "bad name",
    says: "a name of more than 50 letters is refused",
    from: ["TYPES"],
    recorded: { name: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
  },
  {
    subject: "creating a replication",
    test: "operation ID",
    says: "the operation is named after the caller's own request ID",
    from: ["PS25", "NET22", "NET26"],
  },
  {
    subject: "creating a replication",
    test: "shared operation ID",
    says: "of two writes that bear one request ID, the operation URL tells of the later",
    from: ["NET22", "PS25", "NET26"],
  },
  {
    subject: "creating a replication",
    test: "reused name",
    says: "where the registry's name was used before, PUT is 200, Ready for days, and LIST lacks it at first",
    from: ["PY19"],
    recorded: { status: 200, olderBySeconds: 4 * 86_400 },
  },

  // provisioningState and status over time.
  {
    subject: "states over time",
    test: "Succeeded while Syncing",
    says: "the operation ends and provisioningState is Succeeded while the replica is still Syncing",
    from: ["PS17", "PS25"],
  },
  {
    subject: "states over time",
    test: "order",
    says: "the order is Creating, Succeeded and Syncing, Succeeded and Ready",
    from: ["GO22", "NET26", "PY20b"],
    recorded: [
      ["Creating", undefined],
      ["Succeeded", "Syncing"],
      ["Succeeded", "Ready"],
    ],
  },
  {
    subject: "states over time",
    test: "Ready at once",
    says: "a replica of an empty registry may be Ready without Syncing first",
    from: ["PS17", "CLI-REC"],
  },
  {
    subject: "states over time",
    test: "course",
    says: "centralus in 2017: Ready 15.5 s after the PUT, the operation done by the poll at 20 s",
    from: ["PS17"],
    recorded: { seconds: 15.5, word: "Ready", doneBy: 20 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "westus2 in 2017: Syncing after 6.8 s, done by 10 s",
    from: ["PS17"],
    recorded: { seconds: 6.8, word: "Syncing", doneBy: 10 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "centralus in 2021: Ready after 9.1 s, done by 10 s",
    from: ["CLI-REC"],
    recorded: { seconds: 9.1, word: "Ready", doneBy: 10 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "westus in 2025: Ready after 16.2 s, done by 20 s",
    from: ["PS25"],
    recorded: { seconds: 16.2, word: "Ready", doneBy: 20 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "eastus2 in 2025: Ready after 11 s, done by 20 s",
    from: ["PS25"],
    recorded: { seconds: 11, word: "Ready", doneBy: 20 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "westus2 in 2025: Syncing after 8.6 s, done by 10 s",
    from: ["PS25"],
    recorded: { seconds: 8.6, word: "Syncing", doneBy: 10 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "westus3 in 2025: Syncing after 8.2 s, done by 13 s",
    from: ["PS25"],
    recorded: { seconds: 8.2, word: "Syncing", doneBy: 13 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "centralus in 2026: Ready after 12.8 s, done by 13 s",
    from: ["CLI-REC"],
    recorded: { seconds: 12.8, word: "Ready", doneBy: 13 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "an empty registry in 2022: Ready after 14.6 s, done by 20 s",
    from: ["GO22"],
    recorded: { seconds: 14.6, word: "Ready", doneBy: 20 },
  },
  {
    subject: "states over time",
    test: "course",
    says: "an empty registry in 2026: Ready after 17 s, done by 20 s",
    from: ["NET26"],
    recorded: { seconds: 17, word: "Ready", doneBy: 20 },
  },
  {
    subject: "states over time",
    test: "Syncing lasts",
    says: "Syncing for 5 s, and then Ready",
    from: ["PY20b"],
    recorded: { syncing: 5 },
  },
  {
    subject: "states over time",
    test: "polls",
    says: "a poll 10 s after the PUT says Creating, the next at 20 s Succeeded",
    from: ["PS17"],
    recorded: { provisioned: 15.5, polls: [10, 20] },
  },
  {
    subject: "states over time",
    test: "Syncing still",
    says: "a replica is Syncing still, with the same stamp, in LIST 4 s after GET saw it so",
    from: ["PS17"],
    recorded: { provisioned: 6.8, later: 4, path: "replications" },
  },
  {
    subject: "states over time",
    test: "Syncing still",
    says: "and in GET 6 s after the stamp",
    from: ["PS25"],
    recorded: { provisioned: 8.2, later: 6, path: "replications/japaneast" },
  },
  {
    subject: "states over time",
    test: "no message",
    says: "message is never there",
    from: ["PS17", "PS25", "CLI-REC"],
  },
  {
    subject: "states over time",
    test: "timestamp",
    says: "the status timestamp is the time at which the status began",
    from: ["PS17", "PS25", "CLI-REC"],
  },

  // Listing replications, and the row of the home region.
  {
    subject: "listing replications",
    test: "LIST",
    says: "LIST is 200 with value and no nextLink",
    from: ["PS17", "PS25", "CLI-REC"],
    recorded: { status: 200, keys: ["value"] },
  },
  {
    subject: "listing replications",
    test: "row",
    says: "a row is what GET shows",
    from: ["PS17", "PS25"],
  },
  {
    subject: "listing replications",
    test: "never replicated",
    says: "LIST of a registry that never had a replica is an empty value",
    from: ["CLI-RE"],
    recorded: { value: [] },
  },
  {
    subject: "listing replications",
    test: "home row appears",
    says: "the home row appears by itself 4.7 to 5.8 s after the first PUT, in second place",
    from: ["NET26", "GO22", "NET22", "PS25"],
    recorded: { from: 4.7, to: 5.8 },
  },
  {
    subject: "listing replications",
    test: "order of rows",
    says: "rows stand in the order of creation, home second",
    from: ["PS17", "PS25"],
  },
  {
    subject: "listing replications",
    test: "home row",
    says: "the home row is Succeeded, Ready and routed, named as its region",
    from: ["PS17", "PS25", "CLI-REC"],
    recorded: { provisioningState: "Succeeded", displayStatus: "Ready", routing: true },
  },
  {
    subject: "listing replications",
    test: "tags of the home row",
    says: "the home row takes over the registry's tags when it is made; a replica created without tags has none",
    from: ["GO22", "NET22", "NET26"],
    recorded: { registry: { key: "value" }, replica: {}, home: { key: "value" } },
  },
  {
    subject: "listing replications",
    test: "who made the home row",
    says: "the home row was created by the service's own application, the same one from 2021 to 2026",
    from: ["CLI-REC", "PS25"],
    recorded: { createdBy: "6a0ec4d3-30cb-4a83-91c0-ae56bc0e3d26", createdByType: "Application" },
  },
  {
    subject: "listing replications",
    test: "nothing says home",
    says: "nothing in the home row says that it is home",
    from: ["PS17", "PS25", "CLI-REC"],
  },

  // Updating a replication.
  {
    subject: "updating a replication",
    test: "PATCH of routing",
    says: "PATCH of routing is 201, Updating, with Azure-AsyncOperation",
    from: ["CLI-REC"],
    recorded: { status: 201, provisioningState: "Updating" },
  },
  {
    subject: "updating a replication",
    test: "status meanwhile",
    says: "displayStatus stays Ready while the update runs",
    from: ["CLI-REC"],
    recorded: ["Updating", "Ready"],
  },
  {
    subject: "updating a replication",
    test: "operation",
    says: "the operation is Succeeded about a second later, and GET shows the change with a new timestamp",
    from: ["CLI-REC"],
    recorded: { after: 1 },
  },
  {
    subject: "updating a replication",
    test: "PATCH of tags",
    says: "PATCH of tags alone is 200 and done at once, and leaves the timestamp",
    from: ["PY20a", "NET22", "NET26"],
    recorded: { status: 200 },
  },
  {
    subject: "updating a replication",
    test: "whole map",
    says: "it replaces the whole map: what it does not name is gone",
    from: ["PY20a", "NET22", "NET26"],
    recorded: {
      before: { key1: "value1", key2: "value2" },
      sent: { key2: "value2", key3: "value3", key4: "value4" },
    },
  },
  {
    subject: "updating a replication",
    test: "PATCH while Syncing",
    says: "PATCH of one that was Syncing 2 s before is taken",
    from: ["PY20b"],
    recorded: { status: 200, later: 2 },
  },
  {
    subject: "updating a replication",
    test: "what is not named",
    says: "PATCH of tags leaves routing as it is",
    from: ["CLI-REC", "NET26"],
  },
  {
    subject: "updating a replication",
    test: "refused PATCH",
    says: "location is no part of the update",
    from: ["TYPES"],
    recorded: { location: "uksouth" },
  },
  {
    subject: "updating a replication",
    test: "refused PATCH",
    says: "nor is zoneRedundancy",
    from: ["TYPES"],
    recorded: { properties: { zoneRedundancy: "Enabled" } },
  },
  {
    subject: "updating a replication",
    test: "refused PATCH",
    says: "the flag is a boolean",
    from: ["TYPES"],
    recorded: { properties: { regionEndpointEnabled: "false" } },
  },

  // Deleting a replication.
  {
    subject: "deleting a replication",
    test: "DELETE",
    says: "DELETE is 202 with Location and Retry-After: 10, no Azure-AsyncOperation, and until 2023 the JSON literal null",
    from: ["PS17", "PS23"],
    recorded: { version: "2023-01-01-preview", status: 202, text: "null", retryAfter: "10" },
  },
  {
    subject: "deleting a replication",
    test: "DELETE",
    says: "in a version of 2026 it has no body",
    from: ["CLI-REC", "NET26"],
    recorded: { version: "2026-09-01-preview", status: 202, text: "", retryAfter: "10" },
  },
  {
    subject: "deleting a replication",
    test: "scope of Location",
    says: "Location lies at subscription scope, in the replica's region",
    from: ["PS17", "PS23", "CLI-REC"],
  },
  {
    subject: "deleting a replication",
    test: "signed Location",
    says: "Location carries the signed parameters t, c, s and h, and works as it was given only",
    from: ["CLI-REC"],
    recorded: { parameters: ["api-version", "t", "c", "s", "h"] },
  },
  {
    subject: "deleting a replication",
    test: "poll",
    says: "the poll is 202 with an empty body and a new Location, finally 200 and empty, and 200 again",
    from: ["PS23"],
    recorded: [
      [202, ""],
      [200, ""],
      [200, ""],
    ],
  },
  {
    subject: "deleting a replication",
    test: "poll headers",
    says: "every poll that is not the last has Retry-After: 10",
    from: ["NET26"],
    recorded: { retryAfter: "10" },
  },
  {
    subject: "deleting a replication",
    test: "forbidden poll",
    says: "the poll is 403 for an identity with rights on the registry only, and the delete goes through",
    from: ["DOC-FAQ"],
    recorded: {
      status: 403,
      code: "AuthorizationFailed",
      action: "Microsoft.ContainerRegistry/locations/operationResults/read",
    },
  },
  {
    subject: "deleting a replication",
    test: "until it is gone",
    says: "until it is gone the replica is Deleting; then GET is 404 ResourceNotFound",
    from: ["SPEC", "CLI-REC"],
    recorded: { status: 404, code: "ResourceNotFound" },
  },
  {
    subject: "deleting a replication",
    test: "duration",
    says: "it was done within 10 s until 2023",
    from: ["PS17", "PS23", "NET22"],
    recorded: { seconds: 10 },
  },
  {
    subject: "deleting a replication",
    test: "duration",
    says: "it took 16 s once in 2026",
    from: ["CLI-REC"],
    recorded: { seconds: 16 },
  },
  {
    subject: "deleting a replication",
    test: "duration",
    says: "it takes about a minute in 2026: 45 to 68 s",
    from: ["NET26"],
    recorded: { seconds: 57 },
  },
  {
    subject: "deleting a replication",
    test: "duration",
    says: "and 70 s",
    from: ["CLI-REC"],
    recorded: { seconds: 70 },
  },
  {
    subject: "deleting a replication",
    test: "delete of one that is Syncing",
    says: "a replica that is Syncing is deleted without complaint",
    from: ["PS17"],
    recorded: { status: 202 },
  },
  {
    subject: "deleting a replication",
    test: "nothing there",
    says: "deleting what is not there is 204",
    from: ["SPEC"],
    recorded: { status: 204 },
  },
  {
    subject: "deleting a replication",
    test: "second DELETE",
    says: "a second DELETE of one that is gone is 204 with an empty body",
    from: ["NET22", "NET26"],
    recorded: { status: 204, text: "" },
  },
  {
    subject: "deleting a replication",
    test: "created again",
    says: "the same region can be created again right after the delete's 200",
    from: ["CLI-REC"],
  },

  // The registry itself.
  {
    subject: "the registry",
    test: "GET",
    says: "GET is 200 with sku, location, login server, state, policies and network settings",
    from: ["PS25"],
    recorded: {
      sku: { name: "Premium", tier: "Premium" },
      location: "westeurope",
      properties: {
        loginServer: "contoso.azurecr.io",
        provisioningState: "Succeeded",
        dataEndpointEnabled: false,
        dataEndpointHostNames: [],
        publicNetworkAccess: "Enabled",
        networkRuleSet: { defaultAction: "Allow", ipRules: [] },
        privateEndpointConnections: [],
        policies: {
          quarantinePolicy: { status: "disabled" },
          trustPolicy: { type: "Notary", status: "disabled" },
          retentionPolicy: { days: 7, status: "disabled" },
          azureADAuthenticationAsArmPolicy: { status: "enabled" },
          exportPolicy: { status: "enabled" },
        },
        zoneRedundancy: "Disabled",
        anonymousPullEnabled: false,
      },
    },
  },
  {
    subject: "the registry",
    test: "regionalEndpoints",
    says: "the stable version of 2025 has no regionalEndpoints",
    from: ["TYPES"],
    recorded: { version: "2025-11-01", value: undefined },
  },
  {
    subject: "the registry",
    test: "regionalEndpoints",
    says: "the previews of 2026 have it, from March on",
    from: ["CLI-REG-REC"],
    recorded: { version: "2026-03-01-preview", value: "Enabled" },
  },
  {
    subject: "the registry",
    test: "regionalEndpoints",
    says: "and in September",
    from: ["CLI-REC"],
    recorded: { version: "2026-09-01-preview", value: "Enabled" },
  },
  {
    subject: "the registry",
    test: "more in the preview",
    says: "the preview shows more of a registry than stable versions do",
    from: ["CLI-REG-REC"],
    recorded: {
      policies: { softDeletePolicy: { retentionDays: 7, status: "disabled" } },
      endpointProtocol: "IPv4",
      networkRuleBypassAllowedForTasks: false,
      metadataSearch: "Disabled",
      roleAssignmentMode: "LegacyRegistryPermissions",
      autoGeneratedDomainNameLabelScope: "Unsecure",
    },
  },
  {
    subject: "the registry",
    test: "regional hosts",
    says: "with regional endpoints on and no replica, it names one host, home's",
    from: ["CLI-RE"],
    recorded: { replicas: [], hosts: ["contoso.westeurope.geo.azurecr.io"] },
  },
  {
    subject: "the registry",
    test: "regional hosts",
    says: "it names the host of every region, home included",
    from: ["DOC-GEO", "CLI-RE"],
    recorded: {
      replicas: ["japaneast"],
      hosts: ["contoso.westeurope.geo.azurecr.io", "contoso.japaneast.geo.azurecr.io"],
    },
  },
  {
    subject: "the registry",
    test: "PATCH of regionalEndpoints",
    says: "PATCH of regionalEndpoints is 200, synchronous, with the host names in the answer",
    from: ["CLI-REG-REC"],
    recorded: { status: 200, hosts: ["contoso.westeurope.geo.azurecr.io"] },
  },
  {
    subject: "the registry",
    test: "found by name",
    says: "it is found by name through the generic resource list with a filter",
    from: ["CLI-REC"],
  },
  {
    subject: "the registry",
    test: "created",
    says: "PUT of a registry is 200 and Succeeded at once, in 2017",
    from: ["PS17"],
    recorded: { version: "2017-10-01", status: 200 },
  },
  {
    subject: "the registry",
    test: "created",
    says: "and in 2026",
    from: ["CLI-REC"],
    recorded: { version: "2026-09-01-preview", status: 200 },
  },
  {
    subject: "the registry",
    test: "created in steps",
    says: "PUT in a version of 2021 is 201 and Creating, with an operation that says when it is done",
    from: ["CLI-REC"],
    recorded: { version: "2021-08-01-preview", status: 201 },
  },
  {
    subject: "the registry",
    test: "new one has no rows",
    says: "a new registry has no rows, not even that of its home region",
    from: ["CLI-RE"],
  },
  {
    subject: "the registry",
    test: "deleted",
    says: "DELETE of a registry is 202 with the registry, Deleting, and a Location in the home region",
    from: ["CLI-REC"],
    recorded: { status: 202 },
  },
  {
    subject: "the registry",
    test: "delete poll",
    says: "its poll is 202, finally 200, and then the registry is not there",
    from: ["CLI-REC"],
    recorded: [202, 200],
  },
  {
    subject: "the registry",
    test: "headers of every answer",
    says: "every answer has request and correlation IDs, and the rate limit of the kind of request",
    from: ["PS25"],
    recorded: { reads: "249", globalReads: "3749", writes: "199", globalWrites: "2999" },
  },

  // What is refused.
  {
    subject: "refusals",
    test: "refused create",
    says: "the registry is not Premium",
    from: ["PS17"],
    recorded: {
      world: { registry: { sku: "Basic" } },
      status: 400,
      code: "ResourceTypeNotSupportedForRegistry",
      message: "The resource type replications is not supported for the registry contoso.",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "no such region exists",
    from: ["ACR-70"],
    recorded: {
      location: "Atlantis",
      status: 400,
      code: "NoRegisteredProviderFound",
      message: "for location 'Atlantis' and API version",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "the region does not offer replications",
    from: ["ACR-406"],
    recorded: {
      world: { regions: ["West Europe", "UK South"] },
      status: 400,
      code: "LocationNotAvailableForResourceType",
      message: "List of available regions for the resource type is 'westeurope,uksouth'.",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "the identity may read only",
    from: ["ARM-ERR"],
    recorded: {
      world: { permissions: { registry: ["*/read"] } },
      status: 403,
      code: "AuthorizationFailed",
      message:
        "does not have authorization to perform action 'Microsoft.ContainerRegistry/registries/replications/write' over scope",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "the provider is not registered",
    from: ["ARM-ERR"],
    recorded: {
      world: { providerRegistered: false },
      status: 409,
      code: "MissingSubscriptionRegistration",
      message: "The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "a read-only lock holds on the group",
    from: ["ARM-ERR"],
    recorded: {
      world: { locks: [{ level: "ReadOnly", on: "group" }] },
      status: 409,
      code: "ScopeLocked",
      message: "cannot perform write operation because following scope(s) are locked",
    },
  },
  {
    subject: "refusals",
    test: "refused create",
    says: "a policy allows other locations only",
    from: ["ARM-ERR"],
    recorded: {
      world: { allowedLocations: ["westeurope"] },
      status: 403,
      code: "RequestDisallowedByPolicy",
      message: "was disallowed by policy. Policy identifiers: '[",
    },
  },
  {
    subject: "refusals",
    test: "registry in transition",
    says: "the registry is in transition: RegistryStatusConflict, the registry's own code for it (409 is inferred)",
    from: ["LANDING-ZONE"],
    recorded: { status: 409, code: "RegistryStatusConflict" },
  },
  {
    subject: "refusals",
    test: "locked delete",
    says: "a delete lock holds on the registry",
    from: ["ARM-ERR"],
    recorded: {
      status: 409,
      code: "ScopeLocked",
      message: "cannot perform delete operation because following scope(s) are locked",
    },
  },
  {
    subject: "refusals",
    test: "delete of home",
    says: "the home row is to be deleted",
    from: ["ACR-294"],
    recorded: { code: "HomeReplicationCannotBeDeleted" },
  },
  {
    subject: "refusals",
    test: "no such registry",
    says: "the registry does not exist: ARM's gateway says so, before the provider is asked",
    from: ["ASO"],
    recorded: {
      status: 404,
      code: "ResourceNotFound",
      message:
        "The Resource 'Microsoft.ContainerRegistry/registries/missing' under resource group 'rg-shop' was not found.",
      cause: "gateway",
    },
  },

  // The data plane.
  {
    subject: "the registry's own hosts",
    test: "challenge",
    says: "a request without a token is 401, and told where to get one",
    from: ["NET-DP", "ACR-AUTH"],
    recorded: {
      status: 401,
      challenge: 'Bearer realm="https://contoso.azurecr.io/oauth2/token",service="contoso.azurecr.io"',
    },
  },
  {
    subject: "the registry's own hosts",
    test: "exchange",
    says: "an Entra token gives a refresh token without `tenant`, that gives an access token, and that the manifest",
    from: ["NET-DP", "ACR-AUTH"],
    recorded: { status: 200 },
  },
  {
    subject: "the registry's own hosts",
    test: "manifest headers",
    says: "a manifest's ETag is its digest, and answers say how many calls a second are left",
    from: ["NET-DP"],
    recorded: { remaining: "x-ms-ratelimit-remaining-calls-per-second" },
  },
  {
    subject: "the registry's own hosts",
    test: "ARM token",
    says: "ARM's token is refused where azureADAuthenticationAsArmPolicy is disabled",
    from: ["DOC-AUTH"],
    recorded: { status: 401 },
  },
  {
    subject: "the registry's own hosts",
    test: "firewall",
    says: "a firewall's 403 comes after a normal 401, at the exchange",
    from: ["CONNECTIVITY"],
    recorded: {
      path: "/oauth2/exchange",
      status: 403,
      code: "DENIED",
      message: "is not allowed access. Refer https://aka.ms/acr/firewall",
    },
  },
  {
    subject: "the registry's own hosts",
    test: "firewall",
    says: "or already at /v2/",
    from: ["CONNECTIVITY"],
    recorded: {
      path: "/v2/",
      status: 403,
      code: "DENIED",
      message: "is not allowed access. Refer https://aka.ms/acr/firewall",
    },
  },
  {
    subject: "the registry's own hosts",
    test: "no role",
    says: "a missing role at the exchange has the same status and code; only the message tells them apart",
    from: ["CONNECTIVITY"],
    recorded: { status: 403, code: "DENIED", message: "retrieving permissions failed" },
  },
] as const satisfies readonly Fact[];

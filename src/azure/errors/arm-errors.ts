import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { FailureContext } from "./failure-context.js";
import { explainLocation } from "./location-errors.js";
import { explainDenial, explainDenyAssignment, explainLinkedDenial } from "./permission-errors.js";
import type { Said } from "./said.js";
import { explainStatus } from "./status-errors.js";

type Remedy = (said: Said, context: FailureContext) => Prose;

/** Likely cause and remedy; empty for what is not known. Codes compare without case. */
export function explainArm(said: Said, context: FailureContext): Prose {
  const byCode = REMEDIES.get(said.code.toLowerCase());
  if (byCode !== undefined) return byCode(said, context);
  return (
    explainPrivateEndpoint(said.message) ??
    REMEDIES_BY_STATUS.get(said.status)?.(said, context) ??
    explainStatus(said.status, said.host)
  );
}

/** By error code. The shapes are in the tests, which say where each was recorded or documented. */
const REMEDIES: ReadonlyMap<string, Remedy> = new Map(
  Object.entries({
    AuthorizationFailed: explainDenial,
    LinkedAuthorizationFailed: explainLinkedDenial,
    DenyAssignmentAuthorizationFailed: explainDenyAssignment,
    InvalidAuthenticationToken: badToken,
    ExpiredAuthenticationToken: badToken,
    AuthenticationFailed: badToken,
    InvalidAuthenticationTokenTenant: (_said, { subscriptionId }) =>
      prose`The token is from another tenant than subscription ${subscriptionId ?? "(unknown)"}. Set \`tenant-id\` to the subscription's tenant.`,
    MissingSubscriptionRegistration: (_said, { subscriptionId }) =>
      prose`Register the provider once per subscription: \`az provider register --namespace Microsoft.ContainerRegistry${subscriptionId === null ? "" : ` --subscription ${subscriptionId}`}\``,
    ResourceTypeNotSupportedForRegistry: (_said, { registry }) =>
      prose`Only a Premium registry can have replicas. To change it: \`az acr update --name ${registry ?? "<registry>"} --sku Premium\``,
    ScopeLocked: explainLock,
    RequestDisallowedByPolicy: explainPolicy,
    RequestDisallowedByAzure: () =>
      prose`Azure itself does not allow this subscription in the region: this is not one of your policies, and no exemption helps. Leave the region out, or ask Azure's support to open it for the subscription.`,
    NoRegisteredProviderFound: explainLocation,
    LocationNotAvailableForResourceType: explainLocation,
    HomeReplicationCannotBeDeleted: () =>
      prose`Azure says that this is the home replica, which exists as long as the registry itself. Remove the region from what is to be deleted.`,
    AnotherOperationInProgress: busy,
    OperationInProgress: busy,
    RegistryStatusConflict: busy,
    Conflict: busy,
    InvalidResourceLocation: () =>
      prose`Somebody has just created a replica of this name in another region. Run again: the action then uses another name.`,
    QuotaExceeded: () =>
      prose`A limit of the subscription or of the registry's tier is reached. The message says which; the limits are at https://aka.ms/acr/tiers`,
    SubscriptionNotFound: noSubscription,
    InvalidSubscriptionId: noSubscription,
    ResourceGroupNotFound: () =>
      prose`There is no such resource group in the subscription, or the identity cannot see it. Check \`registry\`, \`resource-group\` and \`subscription-id\`.`,
    ResourceNotFound: notThere,
    ParentResourceNotFound: notThere,
    ReadOnlyDisabledSubscription: () =>
      prose`The subscription is disabled and can only be read. Enable it before replicas can change.`,
  } satisfies Record<string, Remedy>).map(([code, remedy]) => [code.toLowerCase(), remedy]),
);

/** For answers whose code says nothing more. */
const REMEDIES_BY_STATUS: ReadonlyMap<number, Remedy> = new Map<number, Remedy>([
  [401, badToken],
  [403, forbidden],
  [404, notThere],
  [409, inTheWay],
]);

function badToken(_said: Said, { cloud }: FailureContext): Prose {
  return prose`Azure did not accept the token, nor a fresh one. Check \`cloud\` (now ${cloud.name}), \`tenant-id\` and the runner's clock.`;
}

function forbidden(): Prose {
  return prose`Azure forbids this, and only the message says why: a right that the identity lacks, or a rule of the registry or the subscription. Also check the registry's activity log.`;
}

// It may pass by itself, as when the registry is busy, or stand until somebody does something: no promise is made.
function inTheWay(): Prose {
  return prose`The request conflicts with the current state of the registry or of this replica. The message says how. Run again when that has changed: the run continues from what it finds.`;
}

function busy(): Prose {
  return prose`Something else is changing the registry or this replica, and did not finish in time. Run again when it has: the run continues from what it finds.`;
}

function noSubscription(_said: Said, { subscriptionId }: FailureContext): Prose {
  return prose`Subscription ${subscriptionId ?? "(unknown)"} does not exist in the tenant that was signed in to, or the identity has no role in it. Check \`subscription-id\` and \`tenant-id\`.`;
}

function notThere(_said: Said, { activity, registry }: FailureContext): Prose {
  if (activity === "find-registry") {
    return prose`There is no registry ${registry ?? "(unknown)"} in that resource group, or the identity cannot see it. Check \`registry\` and \`subscription-id\`. With a name in \`registry\`, \`resource-group\` can be left out: the whole subscription is then searched.`;
  }
  return prose`Registry ${registry ?? "(unknown)"}, or the replica in it, no longer exists, or the identity can no longer see it. Check the registry's activity log, and run again.`;
}

// Shape in ARM's lock documentation: "… because following scope(s) are locked: '{scopes}'. Please remove the lock …"
function explainLock({ message }: Said, { subscriptionId }: FailureContext): Prose {
  const scopes = /locked:\s*'([^']+)'/i.exec(message)?.[1];
  const where = scopes === undefined ? "the registry, or on a scope above it," : new ServerText(scopes);
  const subscription = subscriptionId === null ? "" : ` --subscription ${subscriptionId}`;
  return prose`A lock on ${where} forbids this change. To see the locks: \`az lock list${subscription}\`. Remove it, run again, and put it back.`;
}

// Shape in ARM's troubleshooting documentation: "Policy identifiers: '[{"policyAssignment":{"name":"…",…},…}]'". Other
// messages end with "See error details for policy resource IDs.", and the names stand beside them.
function explainPolicy({ message, policies }: Said): Prose {
  const quoted = [...message.matchAll(/"policyAssignment":\s*\{[^}]*?"name":\s*"([^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  const names = quoted.length > 0 ? quoted : policies;
  const which = names.length === 0 ? "a policy" : new ServerText(names.map((name) => `"${name}"`).join(", "));
  return prose`Azure Policy forbids this: ${which}. Policies on allowed locations apply to replicas too. Ask the owner of the policy for an exemption, or leave the region out.`;
}

// The first sentence is quoted in Microsoft's geo-replication documentation; a full subnet names itself rarely.
function explainPrivateEndpoint(message: string): Prose | null {
  if (/static\s*ip\s*config/i.test(message)) {
    return prose`A private endpoint of the registry has fixed addresses, and none for the new region. Add an address for each member that the message names (registry_data_ and the region), or let the endpoint get its addresses dynamically; then run again.`;
  }
  if (/subnet/i.test(message) && /(full|address(es)?|capacity|available)/i.test(message)) {
    return prose`A subnet with a private endpoint of the registry has no free address. Each replica needs one per connected network (two with regional endpoints). Free some addresses, then run again.`;
  }
  if (/private ?endpoint/i.test(message)) {
    return prose`A private endpoint of the registry could not be extended to the new region. Check for fixed addresses, a full subnet, and the right Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write.`;
  }
  return null;
}

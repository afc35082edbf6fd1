/**
 * Codes of a 409 that stands until somebody does something: a lock, a provider that is not registered, a location
 * that is not the resource's, a limit, a subscription that is closed. Names are ARM's, from its list of common errors.
 */
const LASTING = [
  "HomeReplicationCannotBeDeleted",
  "InvalidResourceLocation",
  "LocationNotAvailableForResourceType",
  "LocationNotSupported",
  "MissingRegistrationForLocation",
  "MissingRegistrationForResourceProvider",
  "MissingRegistrationForType",
  "MissingSubscriptionRegistration",
  "NameAlreadyExists",
  "NameNotAvailable",
  "NoRegisteredProviderFound",
  "NotSupported",
  "QuotaExceeded",
  "ReadOnlyDisabledSubscription",
  "RequestDisallowedByAzure",
  "RequestDisallowedByPolicy",
  "ResourceGroupBeingDeleted",
  "ResourceTypeNotSupportedForRegistry",
  "ScopeLocked",
  "SkuNotAvailable",
  "SubscriptionNotRegistered",
  "SubscriptionRequestsDisallowed",
];
const LASTING_KEYS = new Set(LASTING.map((code) => code.toLowerCase()));

/**
 * Whether a 409 may pass by itself. Azure says "not now" in many words (`RegistryStatusConflict`, `OperationInProgress`,
 * some never heard of, none), so every code counts but those that are known to stay. Codes compare without case.
 */
export function conflictMayPass(code: string | null): boolean {
  return code === null || !LASTING_KEYS.has(code.toLowerCase());
}

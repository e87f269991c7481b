export { isMarkerAlone, proseKind, startsWarning } from '#shared/prose-hints.ts';

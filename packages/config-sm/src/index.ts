/** `@gaios/config-sm`: who is in a group, how that changes, and which groups there are (DESIGN 6); pure, no I/O. */
export * from './changer-api.ts';
export { MembershipChanger } from './changer.ts';
export type { CoreRules } from './core-rules.ts';
export * from './directory-commands.ts';
export { errorOf, GroupDirectory, type DirectoryOptions, type DirectoryResult } from './directory.ts';
export { decodeDirectory, encodeDirectory, type DirectoryState } from './directory-state.ts';
export type { Announcement, GroupEntry, GroupState } from './directory-state.ts';
export {
  decideDuty,
  LeaderDuties,
  statusLine,
  type Duty,
  type DutyEffects,
  type DutyEvent,
} from './duties.ts';
export type * from './fact-messages.ts';
export * from './facts.ts';
export { quorumsMeet, sidesOf, type SideQuorum } from './quorums.ts';
export { newAddresses, shapeOf, toTarget, type Target, type TargetMember } from './members.ts';
export { decodeMembership, encodeMembership } from './membership-state.ts';
export { targetOf, type MembershipOperation } from './operations.ts';
export { planMembership, type Plan, type Stage, type Unmet } from './plan.ts';
export { changeFor, stepsTo, type Step, type StepKind } from './steps.ts';
export {
  SystemVSM,
  type ChangeResult,
  type MembershipChangeHandler,
  type SystemVSMOptions,
} from './system-vsm.ts';

/** Why a call has found no leader, for people and for programs. */
export interface WhyNoLeader {
  readonly detail: string;
  readonly facts: { readonly isFounded: boolean; readonly down: readonly number[] };
}

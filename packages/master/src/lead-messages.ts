/** What two nodes say to each other about who should lead which group, with `balanceMasters` (packages/node, balancer.ts). */

export interface LeadMessageMap {
  /** You lead this group; I think that it is mine. Left unanswered: perhaps later. */
  AskToLead: {
    readonly groupIdx: number;
    /** The sender's `masterPriority` for it. */
    readonly priority: number;
  };
  /** It is not: do not ask again as long as I lead. */
  RefuseToYield: { readonly groupIdx: number };
  /** My user handed it over to you: yield it to nobody who only asks. */
  GivenByUser: { readonly groupIdx: number };
}

export type LeadMessageKind = keyof LeadMessageMap;
export type LeadMessageOf<K extends LeadMessageKind> = { readonly kind: K } & LeadMessageMap[K];
export type LeadMessage = { [K in LeadMessageKind]: LeadMessageOf<K> }[LeadMessageKind];

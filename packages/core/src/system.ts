/** The reserved id of the membership machine (sm-base SYSTEM_SM_ID; core imports only types from there). */
export const SYSTEM_SM_ID_CORE = 100_000_000;

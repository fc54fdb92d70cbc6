/** Transcripts: fixed schedules of real replicas, written down with all that happens (docs/testing.md). */

export { runTranscript, type TranscriptRun } from './run.ts';
export { parseTranscript, printTranscript, type TranscriptItem } from './transcript.ts';

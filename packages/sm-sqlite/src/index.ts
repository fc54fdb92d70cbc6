/** `@gaios/sm-sqlite`: state machines whose state is a SQLite database. */
export {
  type MachineDatabase,
  type ReadDatabase,
  type Row,
  type RunResult,
  type SqlValue,
} from './machine-database.ts';
export { type Migration } from './schema.ts';
export { settingRows, type SettingName, type SqliteMachineOptions } from './settings.ts';
export { SqliteStateMachine } from './sqlite-state-machine.ts';

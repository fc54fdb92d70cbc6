/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["gaios"] || ($protobuf.roots["gaios"] = {});

export const gaios = $root.gaios = (() => {

    /**
     * Namespace gaios.
     * @exports gaios
     * @namespace
     */
    const gaios = {};

    gaios.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof gaios
         * @namespace
         */
        const v1 = {};

        v1.Payload = (function() {

            /**
             * Properties of a Payload.
             * @typedef {Object} gaios.v1.Payload.$Properties
             * @property {gaios.v1.Heartbeat.$Properties} [heartbeat] Payload heartbeat
             * @property {Array.<gaios.v1.GroupMessage.$Properties>} [messages] Payload messages
             * @property {gaios.v1.HeartbeatAnswer.$Properties} [heartbeatAnswer] Payload heartbeatAnswer
             * @property {gaios.v1.DropSupport.$Properties} [dropSupport] Payload dropSupport
             * @property {gaios.v1.SupportDropped.$Properties} [supportDropped] Payload supportDropped
             * @property {gaios.v1.AskToLead.$Properties} [askToLead] Payload askToLead
             * @property {gaios.v1.RefuseToYield.$Properties} [refuseToYield] Payload refuseToYield
             * @property {gaios.v1.GivenByUser.$Properties} [givenByUser] Payload givenByUser
             * @property {gaios.v1.AskForFacts.$Properties} [askForFacts] Payload askForFacts
             * @property {gaios.v1.Facts.$Properties} [facts] Payload facts
             * @property {gaios.v1.AskForCheckpoint.$Properties} [askForCheckpoint] Payload askForCheckpoint
             * @property {gaios.v1.CheckpointOffer.$Properties} [checkpointOffer] Payload checkpointOffer
             * @property {gaios.v1.TakeCheckpoint.$Properties} [takeCheckpoint] Payload takeCheckpoint
             * @property {gaios.v1.SendFile.$Properties} [sendFile] Payload sendFile
             * @property {gaios.v1.SendFileAck.$Properties} [sendFileAck] Payload sendFileAck
             * @property {gaios.v1.AskForHashes.$Properties} [askForHashes] Payload askForHashes
             * @property {gaios.v1.BlockHashes.$Properties} [blockHashes] Payload blockHashes
             * @property {gaios.v1.RefuseCheckpoint.$Properties} [refuseCheckpoint] Payload refuseCheckpoint
             * @property {gaios.v1.InstalledCheckpoint.$Properties} [installedCheckpoint] Payload installedCheckpoint
             * @property {gaios.v1.AskForRows.$Properties} [askForRows] Payload askForRows
             * @property {gaios.v1.Rows.$Properties} [rows] Payload rows
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Payload.
             * @memberof gaios.v1
             * @interface IPayload
             * @augments gaios.v1.Payload.$Properties
             * @deprecated Use gaios.v1.Payload.$Properties instead.
             */

            /**
             * Shape of a Payload.
             * @typedef {gaios.v1.Payload.$Properties} gaios.v1.Payload.$Shape
             */

            /**
             * Constructs a new Payload.
             * @memberof gaios.v1
             * @classdesc Represents a Payload.
             * @constructor
             * @param {gaios.v1.Payload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Payload = function (properties) {
                this.messages = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Payload heartbeat.
             * @member {gaios.v1.Heartbeat} heartbeat
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.heartbeat = null;

            /**
             * Payload messages.
             * @member {Array.<gaios.v1.GroupMessage>} messages
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.messages = $util.emptyArray;

            /**
             * Payload heartbeatAnswer.
             * @member {gaios.v1.HeartbeatAnswer} heartbeatAnswer
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.heartbeatAnswer = null;

            /**
             * Payload dropSupport.
             * @member {gaios.v1.DropSupport} dropSupport
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.dropSupport = null;

            /**
             * Payload supportDropped.
             * @member {gaios.v1.SupportDropped} supportDropped
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.supportDropped = null;

            /**
             * Payload askToLead.
             * @member {gaios.v1.AskToLead} askToLead
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.askToLead = null;

            /**
             * Payload refuseToYield.
             * @member {gaios.v1.RefuseToYield} refuseToYield
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.refuseToYield = null;

            /**
             * Payload givenByUser.
             * @member {gaios.v1.GivenByUser} givenByUser
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.givenByUser = null;

            /**
             * Payload askForFacts.
             * @member {gaios.v1.AskForFacts} askForFacts
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.askForFacts = null;

            /**
             * Payload facts.
             * @member {gaios.v1.Facts} facts
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.facts = null;

            /**
             * Payload askForCheckpoint.
             * @member {gaios.v1.AskForCheckpoint} askForCheckpoint
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.askForCheckpoint = null;

            /**
             * Payload checkpointOffer.
             * @member {gaios.v1.CheckpointOffer} checkpointOffer
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.checkpointOffer = null;

            /**
             * Payload takeCheckpoint.
             * @member {gaios.v1.TakeCheckpoint} takeCheckpoint
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.takeCheckpoint = null;

            /**
             * Payload sendFile.
             * @member {gaios.v1.SendFile} sendFile
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.sendFile = null;

            /**
             * Payload sendFileAck.
             * @member {gaios.v1.SendFileAck} sendFileAck
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.sendFileAck = null;

            /**
             * Payload askForHashes.
             * @member {gaios.v1.AskForHashes} askForHashes
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.askForHashes = null;

            /**
             * Payload blockHashes.
             * @member {gaios.v1.BlockHashes} blockHashes
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.blockHashes = null;

            /**
             * Payload refuseCheckpoint.
             * @member {gaios.v1.RefuseCheckpoint} refuseCheckpoint
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.refuseCheckpoint = null;

            /**
             * Payload installedCheckpoint.
             * @member {gaios.v1.InstalledCheckpoint} installedCheckpoint
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.installedCheckpoint = null;

            /**
             * Payload askForRows.
             * @member {gaios.v1.AskForRows} askForRows
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.askForRows = null;

            /**
             * Payload rows.
             * @member {gaios.v1.Rows} rows
             * @memberof gaios.v1.Payload
             * @instance
             */
            Payload.prototype.rows = null;

            /**
             * Encodes the specified Payload message. Does not implicitly {@link gaios.v1.Payload.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Payload
             * @static
             * @param {gaios.v1.Payload.$Properties} message Payload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Payload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                    $root.gaios.v1.Heartbeat.encode(message.heartbeat, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.messages != null && message.messages.length)
                    for (let i = 0; i < message.messages.length; ++i)
                        $root.gaios.v1.GroupMessage.encode(message.messages[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.heartbeatAnswer != null && $Object.hasOwnProperty.call(message, "heartbeatAnswer"))
                    $root.gaios.v1.HeartbeatAnswer.encode(message.heartbeatAnswer, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.dropSupport != null && $Object.hasOwnProperty.call(message, "dropSupport"))
                    $root.gaios.v1.DropSupport.encode(message.dropSupport, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.supportDropped != null && $Object.hasOwnProperty.call(message, "supportDropped"))
                    $root.gaios.v1.SupportDropped.encode(message.supportDropped, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.askToLead != null && $Object.hasOwnProperty.call(message, "askToLead"))
                    $root.gaios.v1.AskToLead.encode(message.askToLead, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.refuseToYield != null && $Object.hasOwnProperty.call(message, "refuseToYield"))
                    $root.gaios.v1.RefuseToYield.encode(message.refuseToYield, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.givenByUser != null && $Object.hasOwnProperty.call(message, "givenByUser"))
                    $root.gaios.v1.GivenByUser.encode(message.givenByUser, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.askForFacts != null && $Object.hasOwnProperty.call(message, "askForFacts"))
                    $root.gaios.v1.AskForFacts.encode(message.askForFacts, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.facts != null && $Object.hasOwnProperty.call(message, "facts"))
                    $root.gaios.v1.Facts.encode(message.facts, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.askForCheckpoint != null && $Object.hasOwnProperty.call(message, "askForCheckpoint"))
                    $root.gaios.v1.AskForCheckpoint.encode(message.askForCheckpoint, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.checkpointOffer != null && $Object.hasOwnProperty.call(message, "checkpointOffer"))
                    $root.gaios.v1.CheckpointOffer.encode(message.checkpointOffer, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.takeCheckpoint != null && $Object.hasOwnProperty.call(message, "takeCheckpoint"))
                    $root.gaios.v1.TakeCheckpoint.encode(message.takeCheckpoint, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.sendFile != null && $Object.hasOwnProperty.call(message, "sendFile"))
                    $root.gaios.v1.SendFile.encode(message.sendFile, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.sendFileAck != null && $Object.hasOwnProperty.call(message, "sendFileAck"))
                    $root.gaios.v1.SendFileAck.encode(message.sendFileAck, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.askForHashes != null && $Object.hasOwnProperty.call(message, "askForHashes"))
                    $root.gaios.v1.AskForHashes.encode(message.askForHashes, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                if (message.blockHashes != null && $Object.hasOwnProperty.call(message, "blockHashes"))
                    $root.gaios.v1.BlockHashes.encode(message.blockHashes, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.refuseCheckpoint != null && $Object.hasOwnProperty.call(message, "refuseCheckpoint"))
                    $root.gaios.v1.RefuseCheckpoint.encode(message.refuseCheckpoint, writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
                if (message.installedCheckpoint != null && $Object.hasOwnProperty.call(message, "installedCheckpoint"))
                    $root.gaios.v1.InstalledCheckpoint.encode(message.installedCheckpoint, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
                if (message.askForRows != null && $Object.hasOwnProperty.call(message, "askForRows"))
                    $root.gaios.v1.AskForRows.encode(message.askForRows, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.rows != null && $Object.hasOwnProperty.call(message, "rows"))
                    $root.gaios.v1.Rows.encode(message.rows, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Payload message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Payload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Payload & gaios.v1.Payload.$Shape} Payload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Payload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Payload();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.heartbeat = $root.gaios.v1.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.messages && message.messages.length))
                                message.messages = [];
                            message.messages.push($root.gaios.v1.GroupMessage.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.heartbeatAnswer = $root.gaios.v1.HeartbeatAnswer.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeatAnswer);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.dropSupport = $root.gaios.v1.DropSupport.decode(reader, reader.size(), $undefined, _depth + 1, message.dropSupport);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.supportDropped = $root.gaios.v1.SupportDropped.decode(reader, reader.size(), $undefined, _depth + 1, message.supportDropped);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.askToLead = $root.gaios.v1.AskToLead.decode(reader, reader.size(), $undefined, _depth + 1, message.askToLead);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.refuseToYield = $root.gaios.v1.RefuseToYield.decode(reader, reader.size(), $undefined, _depth + 1, message.refuseToYield);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.givenByUser = $root.gaios.v1.GivenByUser.decode(reader, reader.size(), $undefined, _depth + 1, message.givenByUser);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.askForFacts = $root.gaios.v1.AskForFacts.decode(reader, reader.size(), $undefined, _depth + 1, message.askForFacts);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.facts = $root.gaios.v1.Facts.decode(reader, reader.size(), $undefined, _depth + 1, message.facts);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.askForCheckpoint = $root.gaios.v1.AskForCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.askForCheckpoint);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.checkpointOffer = $root.gaios.v1.CheckpointOffer.decode(reader, reader.size(), $undefined, _depth + 1, message.checkpointOffer);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.takeCheckpoint = $root.gaios.v1.TakeCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.takeCheckpoint);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.sendFile = $root.gaios.v1.SendFile.decode(reader, reader.size(), $undefined, _depth + 1, message.sendFile);
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.sendFileAck = $root.gaios.v1.SendFileAck.decode(reader, reader.size(), $undefined, _depth + 1, message.sendFileAck);
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.askForHashes = $root.gaios.v1.AskForHashes.decode(reader, reader.size(), $undefined, _depth + 1, message.askForHashes);
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.blockHashes = $root.gaios.v1.BlockHashes.decode(reader, reader.size(), $undefined, _depth + 1, message.blockHashes);
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            message.refuseCheckpoint = $root.gaios.v1.RefuseCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.refuseCheckpoint);
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.installedCheckpoint = $root.gaios.v1.InstalledCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1, message.installedCheckpoint);
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.askForRows = $root.gaios.v1.AskForRows.decode(reader, reader.size(), $undefined, _depth + 1, message.askForRows);
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.rows = $root.gaios.v1.Rows.decode(reader, reader.size(), $undefined, _depth + 1, message.rows);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Payload;
        })();

        v1.Heartbeat = (function() {

            /**
             * Properties of a Heartbeat.
             * @typedef {Object} gaios.v1.Heartbeat.$Properties
             * @property {number} [seq] Heartbeat seq
             * @property {number} [echo] Heartbeat echo
             * @property {Array.<number>} [supports] Heartbeat supports
             * @property {number} [commits] Heartbeat commits
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Heartbeat.
             * @memberof gaios.v1
             * @interface IHeartbeat
             * @augments gaios.v1.Heartbeat.$Properties
             * @deprecated Use gaios.v1.Heartbeat.$Properties instead.
             */

            /**
             * Shape of a Heartbeat.
             * @typedef {gaios.v1.Heartbeat.$Properties} gaios.v1.Heartbeat.$Shape
             */

            /**
             * Constructs a new Heartbeat.
             * @memberof gaios.v1
             * @classdesc Represents a Heartbeat.
             * @constructor
             * @param {gaios.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Heartbeat = function (properties) {
                this.supports = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Heartbeat seq.
             * @member {number} seq
             * @memberof gaios.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.seq = 0;

            /**
             * Heartbeat echo.
             * @member {number} echo
             * @memberof gaios.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.echo = 0;

            /**
             * Heartbeat supports.
             * @member {Array.<number>} supports
             * @memberof gaios.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.supports = $util.emptyArray;

            /**
             * Heartbeat commits.
             * @member {number} commits
             * @memberof gaios.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.commits = 0;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link gaios.v1.Heartbeat.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Heartbeat
             * @static
             * @param {gaios.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && !$Object.is(message.seq, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.seq);
                if (message.echo != null && $Object.hasOwnProperty.call(message, "echo") && !$Object.is(message.echo, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.echo);
                if (message.supports != null && message.supports.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.supports);
                if (message.commits != null && $Object.hasOwnProperty.call(message, "commits") && !$Object.is(message.commits, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.commits);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Heartbeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Heartbeat & gaios.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.echo = value;
                            else
                                delete message.echo;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.supports && message.supports.length))
                                    message.supports = [];
                                reader.uint32s(message.supports);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.supports && message.supports.length))
                                message.supports = [];
                            message.supports.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.commits = value;
                            else
                                delete message.commits;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Heartbeat;
        })();

        v1.HeartbeatAnswer = (function() {

            /**
             * Properties of a HeartbeatAnswer.
             * @typedef {Object} gaios.v1.HeartbeatAnswer.$Properties
             * @property {number} [boot] HeartbeatAnswer boot
             * @property {number} [seq] HeartbeatAnswer seq
             * @property {number} [epoch] HeartbeatAnswer epoch
             * @property {number} [durationMs] HeartbeatAnswer durationMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HeartbeatAnswer.
             * @memberof gaios.v1
             * @interface IHeartbeatAnswer
             * @augments gaios.v1.HeartbeatAnswer.$Properties
             * @deprecated Use gaios.v1.HeartbeatAnswer.$Properties instead.
             */

            /**
             * Shape of a HeartbeatAnswer.
             * @typedef {gaios.v1.HeartbeatAnswer.$Properties} gaios.v1.HeartbeatAnswer.$Shape
             */

            /**
             * Constructs a new HeartbeatAnswer.
             * @memberof gaios.v1
             * @classdesc Represents a HeartbeatAnswer.
             * @constructor
             * @param {gaios.v1.HeartbeatAnswer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HeartbeatAnswer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HeartbeatAnswer boot.
             * @member {number} boot
             * @memberof gaios.v1.HeartbeatAnswer
             * @instance
             */
            HeartbeatAnswer.prototype.boot = 0;

            /**
             * HeartbeatAnswer seq.
             * @member {number} seq
             * @memberof gaios.v1.HeartbeatAnswer
             * @instance
             */
            HeartbeatAnswer.prototype.seq = 0;

            /**
             * HeartbeatAnswer epoch.
             * @member {number} epoch
             * @memberof gaios.v1.HeartbeatAnswer
             * @instance
             */
            HeartbeatAnswer.prototype.epoch = 0;

            /**
             * HeartbeatAnswer durationMs.
             * @member {number} durationMs
             * @memberof gaios.v1.HeartbeatAnswer
             * @instance
             */
            HeartbeatAnswer.prototype.durationMs = 0;

            /**
             * Encodes the specified HeartbeatAnswer message. Does not implicitly {@link gaios.v1.HeartbeatAnswer.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.HeartbeatAnswer
             * @static
             * @param {gaios.v1.HeartbeatAnswer.$Properties} message HeartbeatAnswer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HeartbeatAnswer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && !$Object.is(message.seq, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.seq);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && !$Object.is(message.epoch, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.epoch);
                if (message.durationMs != null && $Object.hasOwnProperty.call(message, "durationMs") && !$Object.is(message.durationMs, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.durationMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HeartbeatAnswer message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.HeartbeatAnswer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.HeartbeatAnswer & gaios.v1.HeartbeatAnswer.$Shape} HeartbeatAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HeartbeatAnswer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.HeartbeatAnswer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.durationMs = value;
                            else
                                delete message.durationMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HeartbeatAnswer;
        })();

        v1.DropSupport = (function() {

            /**
             * Properties of a DropSupport.
             * @typedef {Object} gaios.v1.DropSupport.$Properties
             * @property {number} [epoch] DropSupport epoch
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DropSupport.
             * @memberof gaios.v1
             * @interface IDropSupport
             * @augments gaios.v1.DropSupport.$Properties
             * @deprecated Use gaios.v1.DropSupport.$Properties instead.
             */

            /**
             * Shape of a DropSupport.
             * @typedef {gaios.v1.DropSupport.$Properties} gaios.v1.DropSupport.$Shape
             */

            /**
             * Constructs a new DropSupport.
             * @memberof gaios.v1
             * @classdesc Represents a DropSupport.
             * @constructor
             * @param {gaios.v1.DropSupport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DropSupport = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DropSupport epoch.
             * @member {number} epoch
             * @memberof gaios.v1.DropSupport
             * @instance
             */
            DropSupport.prototype.epoch = 0;

            /**
             * Encodes the specified DropSupport message. Does not implicitly {@link gaios.v1.DropSupport.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.DropSupport
             * @static
             * @param {gaios.v1.DropSupport.$Properties} message DropSupport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DropSupport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && !$Object.is(message.epoch, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.epoch);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DropSupport message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.DropSupport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.DropSupport & gaios.v1.DropSupport.$Shape} DropSupport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DropSupport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.DropSupport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DropSupport;
        })();

        v1.SupportDropped = (function() {

            /**
             * Properties of a SupportDropped.
             * @typedef {Object} gaios.v1.SupportDropped.$Properties
             * @property {number} [boot] SupportDropped boot
             * @property {number} [epoch] SupportDropped epoch
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SupportDropped.
             * @memberof gaios.v1
             * @interface ISupportDropped
             * @augments gaios.v1.SupportDropped.$Properties
             * @deprecated Use gaios.v1.SupportDropped.$Properties instead.
             */

            /**
             * Shape of a SupportDropped.
             * @typedef {gaios.v1.SupportDropped.$Properties} gaios.v1.SupportDropped.$Shape
             */

            /**
             * Constructs a new SupportDropped.
             * @memberof gaios.v1
             * @classdesc Represents a SupportDropped.
             * @constructor
             * @param {gaios.v1.SupportDropped.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SupportDropped = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SupportDropped boot.
             * @member {number} boot
             * @memberof gaios.v1.SupportDropped
             * @instance
             */
            SupportDropped.prototype.boot = 0;

            /**
             * SupportDropped epoch.
             * @member {number} epoch
             * @memberof gaios.v1.SupportDropped
             * @instance
             */
            SupportDropped.prototype.epoch = 0;

            /**
             * Encodes the specified SupportDropped message. Does not implicitly {@link gaios.v1.SupportDropped.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SupportDropped
             * @static
             * @param {gaios.v1.SupportDropped.$Properties} message SupportDropped message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SupportDropped.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && !$Object.is(message.epoch, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.epoch);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SupportDropped message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SupportDropped
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SupportDropped & gaios.v1.SupportDropped.$Shape} SupportDropped
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SupportDropped.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SupportDropped();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SupportDropped;
        })();

        v1.AskToLead = (function() {

            /**
             * Properties of an AskToLead.
             * @typedef {Object} gaios.v1.AskToLead.$Properties
             * @property {number} [groupIdx] AskToLead groupIdx
             * @property {number} [priority] AskToLead priority
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskToLead.
             * @memberof gaios.v1
             * @interface IAskToLead
             * @augments gaios.v1.AskToLead.$Properties
             * @deprecated Use gaios.v1.AskToLead.$Properties instead.
             */

            /**
             * Shape of an AskToLead.
             * @typedef {gaios.v1.AskToLead.$Properties} gaios.v1.AskToLead.$Shape
             */

            /**
             * Constructs a new AskToLead.
             * @memberof gaios.v1
             * @classdesc Represents an AskToLead.
             * @constructor
             * @param {gaios.v1.AskToLead.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskToLead = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskToLead groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.AskToLead
             * @instance
             */
            AskToLead.prototype.groupIdx = 0;

            /**
             * AskToLead priority.
             * @member {number} priority
             * @memberof gaios.v1.AskToLead
             * @instance
             */
            AskToLead.prototype.priority = 0;

            /**
             * Encodes the specified AskToLead message. Does not implicitly {@link gaios.v1.AskToLead.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskToLead
             * @static
             * @param {gaios.v1.AskToLead.$Properties} message AskToLead message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskToLead.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.priority);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskToLead message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskToLead
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskToLead & gaios.v1.AskToLead.$Shape} AskToLead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskToLead.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskToLead();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.priority = value;
                            else
                                delete message.priority;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskToLead;
        })();

        v1.RefuseToYield = (function() {

            /**
             * Properties of a RefuseToYield.
             * @typedef {Object} gaios.v1.RefuseToYield.$Properties
             * @property {number} [groupIdx] RefuseToYield groupIdx
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefuseToYield.
             * @memberof gaios.v1
             * @interface IRefuseToYield
             * @augments gaios.v1.RefuseToYield.$Properties
             * @deprecated Use gaios.v1.RefuseToYield.$Properties instead.
             */

            /**
             * Shape of a RefuseToYield.
             * @typedef {gaios.v1.RefuseToYield.$Properties} gaios.v1.RefuseToYield.$Shape
             */

            /**
             * Constructs a new RefuseToYield.
             * @memberof gaios.v1
             * @classdesc Represents a RefuseToYield.
             * @constructor
             * @param {gaios.v1.RefuseToYield.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefuseToYield = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefuseToYield groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.RefuseToYield
             * @instance
             */
            RefuseToYield.prototype.groupIdx = 0;

            /**
             * Encodes the specified RefuseToYield message. Does not implicitly {@link gaios.v1.RefuseToYield.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.RefuseToYield
             * @static
             * @param {gaios.v1.RefuseToYield.$Properties} message RefuseToYield message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefuseToYield.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefuseToYield message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.RefuseToYield
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.RefuseToYield & gaios.v1.RefuseToYield.$Shape} RefuseToYield
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefuseToYield.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.RefuseToYield();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefuseToYield;
        })();

        v1.GivenByUser = (function() {

            /**
             * Properties of a GivenByUser.
             * @typedef {Object} gaios.v1.GivenByUser.$Properties
             * @property {number} [groupIdx] GivenByUser groupIdx
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GivenByUser.
             * @memberof gaios.v1
             * @interface IGivenByUser
             * @augments gaios.v1.GivenByUser.$Properties
             * @deprecated Use gaios.v1.GivenByUser.$Properties instead.
             */

            /**
             * Shape of a GivenByUser.
             * @typedef {gaios.v1.GivenByUser.$Properties} gaios.v1.GivenByUser.$Shape
             */

            /**
             * Constructs a new GivenByUser.
             * @memberof gaios.v1
             * @classdesc Represents a GivenByUser.
             * @constructor
             * @param {gaios.v1.GivenByUser.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GivenByUser = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GivenByUser groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.GivenByUser
             * @instance
             */
            GivenByUser.prototype.groupIdx = 0;

            /**
             * Encodes the specified GivenByUser message. Does not implicitly {@link gaios.v1.GivenByUser.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.GivenByUser
             * @static
             * @param {gaios.v1.GivenByUser.$Properties} message GivenByUser message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GivenByUser.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GivenByUser message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.GivenByUser
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.GivenByUser & gaios.v1.GivenByUser.$Shape} GivenByUser
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GivenByUser.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.GivenByUser();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GivenByUser;
        })();

        v1.AskForFacts = (function() {

            /**
             * Properties of an AskForFacts.
             * @typedef {Object} gaios.v1.AskForFacts.$Properties
             * @property {number} [groupIdx] AskForFacts groupIdx
             * @property {number} [gid] AskForFacts gid
             * @property {number} [version] AskForFacts version
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForFacts.
             * @memberof gaios.v1
             * @interface IAskForFacts
             * @augments gaios.v1.AskForFacts.$Properties
             * @deprecated Use gaios.v1.AskForFacts.$Properties instead.
             */

            /**
             * Shape of an AskForFacts.
             * @typedef {gaios.v1.AskForFacts.$Properties} gaios.v1.AskForFacts.$Shape
             */

            /**
             * Constructs a new AskForFacts.
             * @memberof gaios.v1
             * @classdesc Represents an AskForFacts.
             * @constructor
             * @param {gaios.v1.AskForFacts.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForFacts = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForFacts groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.AskForFacts
             * @instance
             */
            AskForFacts.prototype.groupIdx = 0;

            /**
             * AskForFacts gid.
             * @member {number} gid
             * @memberof gaios.v1.AskForFacts
             * @instance
             */
            AskForFacts.prototype.gid = 0;

            /**
             * AskForFacts version.
             * @member {number} version
             * @memberof gaios.v1.AskForFacts
             * @instance
             */
            AskForFacts.prototype.version = 0;

            /**
             * Encodes the specified AskForFacts message. Does not implicitly {@link gaios.v1.AskForFacts.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForFacts
             * @static
             * @param {gaios.v1.AskForFacts.$Properties} message AskForFacts message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForFacts.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && !$Object.is(message.version, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.version);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForFacts message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForFacts
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForFacts & gaios.v1.AskForFacts.$Shape} AskForFacts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForFacts.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForFacts();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForFacts;
        })();

        v1.Facts = (function() {

            /**
             * Properties of a Facts.
             * @typedef {Object} gaios.v1.Facts.$Properties
             * @property {number} [groupIdx] Facts groupIdx
             * @property {number} [gid] Facts gid
             * @property {number} [leader] Facts leader
             * @property {number} [chosenUpTo] Facts chosenUpTo
             * @property {number} [executedUpTo] Facts executedUpTo
             * @property {Array.<number>} [fortifiers] Facts fortifiers
             * @property {Uint8Array} [configuration] Facts configuration
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Facts.
             * @memberof gaios.v1
             * @interface IFacts
             * @augments gaios.v1.Facts.$Properties
             * @deprecated Use gaios.v1.Facts.$Properties instead.
             */

            /**
             * Shape of a Facts.
             * @typedef {gaios.v1.Facts.$Properties} gaios.v1.Facts.$Shape
             */

            /**
             * Constructs a new Facts.
             * @memberof gaios.v1
             * @classdesc Represents a Facts.
             * @constructor
             * @param {gaios.v1.Facts.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Facts = function (properties) {
                this.fortifiers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Facts groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.groupIdx = 0;

            /**
             * Facts gid.
             * @member {number} gid
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.gid = 0;

            /**
             * Facts leader.
             * @member {number} leader
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.leader = 0;

            /**
             * Facts chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.chosenUpTo = 0;

            /**
             * Facts executedUpTo.
             * @member {number} executedUpTo
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.executedUpTo = 0;

            /**
             * Facts fortifiers.
             * @member {Array.<number>} fortifiers
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.fortifiers = $util.emptyArray;

            /**
             * Facts configuration.
             * @member {Uint8Array} configuration
             * @memberof gaios.v1.Facts
             * @instance
             */
            Facts.prototype.configuration = $util.newBuffer([]);

            /**
             * Encodes the specified Facts message. Does not implicitly {@link gaios.v1.Facts.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Facts
             * @static
             * @param {gaios.v1.Facts.$Properties} message Facts message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Facts.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.leader != null && $Object.hasOwnProperty.call(message, "leader") && message.leader !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.leader);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.chosenUpTo);
                if (message.executedUpTo != null && $Object.hasOwnProperty.call(message, "executedUpTo") && !$Object.is(message.executedUpTo, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.executedUpTo);
                if (message.fortifiers != null && message.fortifiers.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).uint32s(message.fortifiers);
                if (message.configuration != null && $Object.hasOwnProperty.call(message, "configuration") && message.configuration.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.configuration);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Facts message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Facts
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Facts & gaios.v1.Facts.$Shape} Facts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Facts.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Facts();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leader = value;
                            else
                                delete message.leader;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.executedUpTo = value;
                            else
                                delete message.executedUpTo;
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.fortifiers && message.fortifiers.length))
                                    message.fortifiers = [];
                                reader.uint32s(message.fortifiers);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.fortifiers && message.fortifiers.length))
                                message.fortifiers = [];
                            message.fortifiers.push(reader.uint32());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.configuration = value;
                            else
                                delete message.configuration;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Facts;
        })();

        v1.AskForRows = (function() {

            /**
             * Properties of an AskForRows.
             * @typedef {Object} gaios.v1.AskForRows.$Properties
             * @property {number} [groupIdx] AskForRows groupIdx
             * @property {number} [gid] AskForRows gid
             * @property {number} [from] AskForRows from
             * @property {number} [to] AskForRows to
             * @property {number} [life] AskForRows life
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForRows.
             * @memberof gaios.v1
             * @interface IAskForRows
             * @augments gaios.v1.AskForRows.$Properties
             * @deprecated Use gaios.v1.AskForRows.$Properties instead.
             */

            /**
             * Shape of an AskForRows.
             * @typedef {gaios.v1.AskForRows.$Properties} gaios.v1.AskForRows.$Shape
             */

            /**
             * Constructs a new AskForRows.
             * @memberof gaios.v1
             * @classdesc Represents an AskForRows.
             * @constructor
             * @param {gaios.v1.AskForRows.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForRows = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForRows groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.AskForRows
             * @instance
             */
            AskForRows.prototype.groupIdx = 0;

            /**
             * AskForRows gid.
             * @member {number} gid
             * @memberof gaios.v1.AskForRows
             * @instance
             */
            AskForRows.prototype.gid = 0;

            /**
             * AskForRows from.
             * @member {number} from
             * @memberof gaios.v1.AskForRows
             * @instance
             */
            AskForRows.prototype.from = 0;

            /**
             * AskForRows to.
             * @member {number} to
             * @memberof gaios.v1.AskForRows
             * @instance
             */
            AskForRows.prototype.to = 0;

            /**
             * AskForRows life.
             * @member {number} life
             * @memberof gaios.v1.AskForRows
             * @instance
             */
            AskForRows.prototype.life = 0;

            /**
             * Encodes the specified AskForRows message. Does not implicitly {@link gaios.v1.AskForRows.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForRows
             * @static
             * @param {gaios.v1.AskForRows.$Properties} message AskForRows message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForRows.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && !$Object.is(message.to, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.to);
                if (message.life != null && $Object.hasOwnProperty.call(message, "life") && message.life !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.life);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForRows message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForRows
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForRows & gaios.v1.AskForRows.$Shape} AskForRows
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForRows.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForRows();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.life = value;
                            else
                                delete message.life;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForRows;
        })();

        v1.Rows = (function() {

            /**
             * Properties of a Rows.
             * @typedef {Object} gaios.v1.Rows.$Properties
             * @property {number} [groupIdx] Rows groupIdx
             * @property {number} [gid] Rows gid
             * @property {number} [from] Rows from
             * @property {number} [minChosen] Rows minChosen
             * @property {Array.<gaios.v1.InstanceValue.$Properties>} [entries] Rows entries
             * @property {number} [life] Rows life
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Rows.
             * @memberof gaios.v1
             * @interface IRows
             * @augments gaios.v1.Rows.$Properties
             * @deprecated Use gaios.v1.Rows.$Properties instead.
             */

            /**
             * Shape of a Rows.
             * @typedef {gaios.v1.Rows.$Properties} gaios.v1.Rows.$Shape
             */

            /**
             * Constructs a new Rows.
             * @memberof gaios.v1
             * @classdesc Represents a Rows.
             * @constructor
             * @param {gaios.v1.Rows.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Rows = function (properties) {
                this.entries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Rows groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.groupIdx = 0;

            /**
             * Rows gid.
             * @member {number} gid
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.gid = 0;

            /**
             * Rows from.
             * @member {number} from
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.from = 0;

            /**
             * Rows minChosen.
             * @member {number} minChosen
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.minChosen = 0;

            /**
             * Rows entries.
             * @member {Array.<gaios.v1.InstanceValue>} entries
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.entries = $util.emptyArray;

            /**
             * Rows life.
             * @member {number} life
             * @memberof gaios.v1.Rows
             * @instance
             */
            Rows.prototype.life = 0;

            /**
             * Encodes the specified Rows message. Does not implicitly {@link gaios.v1.Rows.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Rows
             * @static
             * @param {gaios.v1.Rows.$Properties} message Rows message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Rows.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.from);
                if (message.minChosen != null && $Object.hasOwnProperty.call(message, "minChosen") && !$Object.is(message.minChosen, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.minChosen);
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.gaios.v1.InstanceValue.encode(message.entries[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.life != null && $Object.hasOwnProperty.call(message, "life") && message.life !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.life);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Rows message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Rows
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Rows & gaios.v1.Rows.$Shape} Rows
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Rows.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Rows();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.minChosen = value;
                            else
                                delete message.minChosen;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push($root.gaios.v1.InstanceValue.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.life = value;
                            else
                                delete message.life;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Rows;
        })();

        /**
         * FailReason enum.
         * @name gaios.v1.FailReason
         * @enum {number}
         * @property {number} UNSPECIFIED_REASON=0 UNSPECIFIED_REASON value
         * @property {number} UNKNOWN_TRANSFER=1 UNKNOWN_TRANSFER value
         * @property {number} GONE=2 GONE value
         * @property {number} BUSY=3 BUSY value
         * @property {number} DAMAGED=4 DAMAGED value
         * @property {number} HASH=5 HASH value
         * @property {number} MANIFEST=6 MANIFEST value
         * @property {number} CHUNK=7 CHUNK value
         * @property {number} CHECKSUM=8 CHECKSUM value
         * @property {number} FULL=9 FULL value
         * @property {number} IO=10 IO value
         * @property {number} ABORTED=11 ABORTED value
         * @property {number} OTHER=12 OTHER value
         */
        v1.FailReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "UNSPECIFIED_REASON"] = 0;
            values[valuesById[1] = "UNKNOWN_TRANSFER"] = 1;
            values[valuesById[2] = "GONE"] = 2;
            values[valuesById[3] = "BUSY"] = 3;
            values[valuesById[4] = "DAMAGED"] = 4;
            values[valuesById[5] = "HASH"] = 5;
            values[valuesById[6] = "MANIFEST"] = 6;
            values[valuesById[7] = "CHUNK"] = 7;
            values[valuesById[8] = "CHECKSUM"] = 8;
            values[valuesById[9] = "FULL"] = 9;
            values[valuesById[10] = "IO"] = 10;
            values[valuesById[11] = "ABORTED"] = 11;
            values[valuesById[12] = "OTHER"] = 12;
            return values;
        })();

        v1.AskForCheckpoint = (function() {

            /**
             * Properties of an AskForCheckpoint.
             * @typedef {Object} gaios.v1.AskForCheckpoint.$Properties
             * @property {number} [groupIdx] AskForCheckpoint groupIdx
             * @property {number} [gid] AskForCheckpoint gid
             * @property {number} [round] AskForCheckpoint round
             * @property {number} [chosenUpTo] AskForCheckpoint chosenUpTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForCheckpoint.
             * @memberof gaios.v1
             * @interface IAskForCheckpoint
             * @augments gaios.v1.AskForCheckpoint.$Properties
             * @deprecated Use gaios.v1.AskForCheckpoint.$Properties instead.
             */

            /**
             * Shape of an AskForCheckpoint.
             * @typedef {gaios.v1.AskForCheckpoint.$Properties} gaios.v1.AskForCheckpoint.$Shape
             */

            /**
             * Constructs a new AskForCheckpoint.
             * @memberof gaios.v1
             * @classdesc Represents an AskForCheckpoint.
             * @constructor
             * @param {gaios.v1.AskForCheckpoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForCheckpoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForCheckpoint groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.AskForCheckpoint
             * @instance
             */
            AskForCheckpoint.prototype.groupIdx = 0;

            /**
             * AskForCheckpoint gid.
             * @member {number} gid
             * @memberof gaios.v1.AskForCheckpoint
             * @instance
             */
            AskForCheckpoint.prototype.gid = 0;

            /**
             * AskForCheckpoint round.
             * @member {number} round
             * @memberof gaios.v1.AskForCheckpoint
             * @instance
             */
            AskForCheckpoint.prototype.round = 0;

            /**
             * AskForCheckpoint chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.AskForCheckpoint
             * @instance
             */
            AskForCheckpoint.prototype.chosenUpTo = 0;

            /**
             * Encodes the specified AskForCheckpoint message. Does not implicitly {@link gaios.v1.AskForCheckpoint.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForCheckpoint
             * @static
             * @param {gaios.v1.AskForCheckpoint.$Properties} message AskForCheckpoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForCheckpoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && !$Object.is(message.round, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.round);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.chosenUpTo);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForCheckpoint message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForCheckpoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForCheckpoint & gaios.v1.AskForCheckpoint.$Shape} AskForCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForCheckpoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForCheckpoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForCheckpoint;
        })();

        v1.CheckpointOffer = (function() {

            /**
             * Properties of a CheckpointOffer.
             * @typedef {Object} gaios.v1.CheckpointOffer.$Properties
             * @property {number} [groupIdx] CheckpointOffer groupIdx
             * @property {number} [gid] CheckpointOffer gid
             * @property {number} [round] CheckpointOffer round
             * @property {string} [id] CheckpointOffer id
             * @property {number} [instanceId] CheckpointOffer instanceId
             * @property {number} [minChosen] CheckpointOffer minChosen
             * @property {number} [bytes] CheckpointOffer bytes
             * @property {number} [load] CheckpointOffer load
             * @property {boolean} [isLeader] CheckpointOffer isLeader
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CheckpointOffer.
             * @memberof gaios.v1
             * @interface ICheckpointOffer
             * @augments gaios.v1.CheckpointOffer.$Properties
             * @deprecated Use gaios.v1.CheckpointOffer.$Properties instead.
             */

            /**
             * Shape of a CheckpointOffer.
             * @typedef {gaios.v1.CheckpointOffer.$Properties} gaios.v1.CheckpointOffer.$Shape
             */

            /**
             * Constructs a new CheckpointOffer.
             * @memberof gaios.v1
             * @classdesc Represents a CheckpointOffer.
             * @constructor
             * @param {gaios.v1.CheckpointOffer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CheckpointOffer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CheckpointOffer groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.groupIdx = 0;

            /**
             * CheckpointOffer gid.
             * @member {number} gid
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.gid = 0;

            /**
             * CheckpointOffer round.
             * @member {number} round
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.round = 0;

            /**
             * CheckpointOffer id.
             * @member {string} id
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.id = "";

            /**
             * CheckpointOffer instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.instanceId = 0;

            /**
             * CheckpointOffer minChosen.
             * @member {number} minChosen
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.minChosen = 0;

            /**
             * CheckpointOffer bytes.
             * @member {number} bytes
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.bytes = 0;

            /**
             * CheckpointOffer load.
             * @member {number} load
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.load = 0;

            /**
             * CheckpointOffer isLeader.
             * @member {boolean} isLeader
             * @memberof gaios.v1.CheckpointOffer
             * @instance
             */
            CheckpointOffer.prototype.isLeader = false;

            /**
             * Encodes the specified CheckpointOffer message. Does not implicitly {@link gaios.v1.CheckpointOffer.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.CheckpointOffer
             * @static
             * @param {gaios.v1.CheckpointOffer.$Properties} message CheckpointOffer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CheckpointOffer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && !$Object.is(message.round, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.round);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.id);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.instanceId);
                if (message.minChosen != null && $Object.hasOwnProperty.call(message, "minChosen") && !$Object.is(message.minChosen, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.minChosen);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.bytes);
                if (message.load != null && $Object.hasOwnProperty.call(message, "load") && message.load !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.load);
                if (message.isLeader != null && $Object.hasOwnProperty.call(message, "isLeader") && message.isLeader !== false)
                    writer.uint32(/* id 9, wireType 0 =*/72).bool(message.isLeader);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CheckpointOffer message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.CheckpointOffer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.CheckpointOffer & gaios.v1.CheckpointOffer.$Shape} CheckpointOffer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CheckpointOffer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.CheckpointOffer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.minChosen = value;
                            else
                                delete message.minChosen;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.load = value;
                            else
                                delete message.load;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isLeader = value;
                            else
                                delete message.isLeader;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CheckpointOffer;
        })();

        v1.TakeCheckpoint = (function() {

            /**
             * Properties of a TakeCheckpoint.
             * @typedef {Object} gaios.v1.TakeCheckpoint.$Properties
             * @property {number} [groupIdx] TakeCheckpoint groupIdx
             * @property {number} [gid] TakeCheckpoint gid
             * @property {number} [transfer] TakeCheckpoint transfer
             * @property {string} [id] TakeCheckpoint id
             * @property {number} [fileIdx] TakeCheckpoint fileIdx
             * @property {number} [offset] TakeCheckpoint offset
             * @property {boolean} [hasBase] TakeCheckpoint hasBase
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TakeCheckpoint.
             * @memberof gaios.v1
             * @interface ITakeCheckpoint
             * @augments gaios.v1.TakeCheckpoint.$Properties
             * @deprecated Use gaios.v1.TakeCheckpoint.$Properties instead.
             */

            /**
             * Shape of a TakeCheckpoint.
             * @typedef {gaios.v1.TakeCheckpoint.$Properties} gaios.v1.TakeCheckpoint.$Shape
             */

            /**
             * Constructs a new TakeCheckpoint.
             * @memberof gaios.v1
             * @classdesc Represents a TakeCheckpoint.
             * @constructor
             * @param {gaios.v1.TakeCheckpoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TakeCheckpoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TakeCheckpoint groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.groupIdx = 0;

            /**
             * TakeCheckpoint gid.
             * @member {number} gid
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.gid = 0;

            /**
             * TakeCheckpoint transfer.
             * @member {number} transfer
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.transfer = 0;

            /**
             * TakeCheckpoint id.
             * @member {string} id
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.id = "";

            /**
             * TakeCheckpoint fileIdx.
             * @member {number} fileIdx
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.fileIdx = 0;

            /**
             * TakeCheckpoint offset.
             * @member {number} offset
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.offset = 0;

            /**
             * TakeCheckpoint hasBase.
             * @member {boolean} hasBase
             * @memberof gaios.v1.TakeCheckpoint
             * @instance
             */
            TakeCheckpoint.prototype.hasBase = false;

            /**
             * Encodes the specified TakeCheckpoint message. Does not implicitly {@link gaios.v1.TakeCheckpoint.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.TakeCheckpoint
             * @static
             * @param {gaios.v1.TakeCheckpoint.$Properties} message TakeCheckpoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TakeCheckpoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.transfer);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.id);
                if (message.fileIdx != null && $Object.hasOwnProperty.call(message, "fileIdx") && message.fileIdx !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.fileIdx);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && !$Object.is(message.offset, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.offset);
                if (message.hasBase != null && $Object.hasOwnProperty.call(message, "hasBase") && message.hasBase !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.hasBase);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TakeCheckpoint message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.TakeCheckpoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.TakeCheckpoint & gaios.v1.TakeCheckpoint.$Shape} TakeCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TakeCheckpoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.TakeCheckpoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fileIdx = value;
                            else
                                delete message.fileIdx;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasBase = value;
                            else
                                delete message.hasBase;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TakeCheckpoint;
        })();

        v1.SendFile = (function() {

            /**
             * Properties of a SendFile.
             * @typedef {Object} gaios.v1.SendFile.$Properties
             * @property {number} [groupIdx] SendFile groupIdx
             * @property {number} [transfer] SendFile transfer
             * @property {number} [seq] SendFile seq
             * @property {gaios.v1.SendFile.Flag} [flag] SendFile flag
             * @property {number} [fileIdx] SendFile fileIdx
             * @property {number} [offset] SendFile offset
             * @property {number} [length] SendFile length
             * @property {Uint8Array} [kept] SendFile kept
             * @property {gaios.v1.SendFile.Encoding} [encoding] SendFile encoding
             * @property {Uint8Array} [data] SendFile data
             * @property {number} [crc] SendFile crc
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendFile.
             * @memberof gaios.v1
             * @interface ISendFile
             * @augments gaios.v1.SendFile.$Properties
             * @deprecated Use gaios.v1.SendFile.$Properties instead.
             */

            /**
             * Shape of a SendFile.
             * @typedef {gaios.v1.SendFile.$Properties} gaios.v1.SendFile.$Shape
             */

            /**
             * Constructs a new SendFile.
             * @memberof gaios.v1
             * @classdesc Represents a SendFile.
             * @constructor
             * @param {gaios.v1.SendFile.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendFile = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendFile groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.groupIdx = 0;

            /**
             * SendFile transfer.
             * @member {number} transfer
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.transfer = 0;

            /**
             * SendFile seq.
             * @member {number} seq
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.seq = 0;

            /**
             * SendFile flag.
             * @member {gaios.v1.SendFile.Flag} flag
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.flag = 0;

            /**
             * SendFile fileIdx.
             * @member {number} fileIdx
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.fileIdx = 0;

            /**
             * SendFile offset.
             * @member {number} offset
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.offset = 0;

            /**
             * SendFile length.
             * @member {number} length
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.length = 0;

            /**
             * SendFile kept.
             * @member {Uint8Array} kept
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.kept = $util.newBuffer([]);

            /**
             * SendFile encoding.
             * @member {gaios.v1.SendFile.Encoding} encoding
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.encoding = 0;

            /**
             * SendFile data.
             * @member {Uint8Array} data
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.data = $util.newBuffer([]);

            /**
             * SendFile crc.
             * @member {number} crc
             * @memberof gaios.v1.SendFile
             * @instance
             */
            SendFile.prototype.crc = 0;

            /**
             * Encodes the specified SendFile message. Does not implicitly {@link gaios.v1.SendFile.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendFile
             * @static
             * @param {gaios.v1.SendFile.$Properties} message SendFile message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendFile.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.transfer);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && !$Object.is(message.seq, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.seq);
                if (message.flag != null && $Object.hasOwnProperty.call(message, "flag") && message.flag !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.flag);
                if (message.fileIdx != null && $Object.hasOwnProperty.call(message, "fileIdx") && message.fileIdx !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.fileIdx);
                if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && !$Object.is(message.offset, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.offset);
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.length);
                if (message.kept != null && $Object.hasOwnProperty.call(message, "kept") && message.kept.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.kept);
                if (message.encoding != null && $Object.hasOwnProperty.call(message, "encoding") && message.encoding !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).int32(message.encoding);
                if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.data);
                if (message.crc != null && $Object.hasOwnProperty.call(message, "crc") && message.crc !== 0)
                    writer.uint32(/* id 11, wireType 5 =*/93).fixed32(message.crc);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendFile message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendFile
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendFile & gaios.v1.SendFile.$Shape} SendFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendFile.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendFile();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.flag = value;
                            else
                                delete message.flag;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fileIdx = value;
                            else
                                delete message.fileIdx;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.offset = value;
                            else
                                delete message.offset;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kept = value;
                            else
                                delete message.kept;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.encoding = value;
                            else
                                delete message.encoding;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.data = value;
                            else
                                delete message.data;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.crc = value;
                            else
                                delete message.crc;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Flag enum.
             * @name gaios.v1.SendFile.Flag
             * @enum {number}
             * @property {number} UNSPECIFIED=0 UNSPECIFIED value
             * @property {number} BEGIN=1 BEGIN value
             * @property {number} ING=2 ING value
             * @property {number} END=3 END value
             */
            SendFile.Flag = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED"] = 0;
                values[valuesById[1] = "BEGIN"] = 1;
                values[valuesById[2] = "ING"] = 2;
                values[valuesById[3] = "END"] = 3;
                return values;
            })();

            /**
             * Encoding enum.
             * @name gaios.v1.SendFile.Encoding
             * @enum {number}
             * @property {number} UNSPECIFIED_ENCODING=0 UNSPECIFIED_ENCODING value
             * @property {number} PLAIN=1 PLAIN value
             * @property {number} DEFLATE=2 DEFLATE value
             */
            SendFile.Encoding = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED_ENCODING"] = 0;
                values[valuesById[1] = "PLAIN"] = 1;
                values[valuesById[2] = "DEFLATE"] = 2;
                return values;
            })();

            return SendFile;
        })();

        v1.SendFileAck = (function() {

            /**
             * Properties of a SendFileAck.
             * @typedef {Object} gaios.v1.SendFileAck.$Properties
             * @property {number} [groupIdx] SendFileAck groupIdx
             * @property {number} [transfer] SendFileAck transfer
             * @property {gaios.v1.SendFileAck.Verdict} [verdict] SendFileAck verdict
             * @property {number} [next] SendFileAck next
             * @property {gaios.v1.FailReason} [reason] SendFileAck reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendFileAck.
             * @memberof gaios.v1
             * @interface ISendFileAck
             * @augments gaios.v1.SendFileAck.$Properties
             * @deprecated Use gaios.v1.SendFileAck.$Properties instead.
             */

            /**
             * Shape of a SendFileAck.
             * @typedef {gaios.v1.SendFileAck.$Properties} gaios.v1.SendFileAck.$Shape
             */

            /**
             * Constructs a new SendFileAck.
             * @memberof gaios.v1
             * @classdesc Represents a SendFileAck.
             * @constructor
             * @param {gaios.v1.SendFileAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendFileAck = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendFileAck groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.SendFileAck
             * @instance
             */
            SendFileAck.prototype.groupIdx = 0;

            /**
             * SendFileAck transfer.
             * @member {number} transfer
             * @memberof gaios.v1.SendFileAck
             * @instance
             */
            SendFileAck.prototype.transfer = 0;

            /**
             * SendFileAck verdict.
             * @member {gaios.v1.SendFileAck.Verdict} verdict
             * @memberof gaios.v1.SendFileAck
             * @instance
             */
            SendFileAck.prototype.verdict = 0;

            /**
             * SendFileAck next.
             * @member {number} next
             * @memberof gaios.v1.SendFileAck
             * @instance
             */
            SendFileAck.prototype.next = 0;

            /**
             * SendFileAck reason.
             * @member {gaios.v1.FailReason} reason
             * @memberof gaios.v1.SendFileAck
             * @instance
             */
            SendFileAck.prototype.reason = 0;

            /**
             * Encodes the specified SendFileAck message. Does not implicitly {@link gaios.v1.SendFileAck.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendFileAck
             * @static
             * @param {gaios.v1.SendFileAck.$Properties} message SendFileAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendFileAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.transfer);
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.verdict);
                if (message.next != null && $Object.hasOwnProperty.call(message, "next") && !$Object.is(message.next, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.next);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendFileAck message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendFileAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendFileAck & gaios.v1.SendFileAck.$Shape} SendFileAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendFileAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendFileAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.next = value;
                            else
                                delete message.next;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Verdict enum.
             * @name gaios.v1.SendFileAck.Verdict
             * @enum {number}
             * @property {number} UNSPECIFIED=0 UNSPECIFIED value
             * @property {number} OK=1 OK value
             * @property {number} FAIL=2 FAIL value
             */
            SendFileAck.Verdict = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED"] = 0;
                values[valuesById[1] = "OK"] = 1;
                values[valuesById[2] = "FAIL"] = 2;
                return values;
            })();

            return SendFileAck;
        })();

        v1.AskForHashes = (function() {

            /**
             * Properties of an AskForHashes.
             * @typedef {Object} gaios.v1.AskForHashes.$Properties
             * @property {number} [groupIdx] AskForHashes groupIdx
             * @property {number} [transfer] AskForHashes transfer
             * @property {number} [fileIdx] AskForHashes fileIdx
             * @property {number} [block] AskForHashes block
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForHashes.
             * @memberof gaios.v1
             * @interface IAskForHashes
             * @augments gaios.v1.AskForHashes.$Properties
             * @deprecated Use gaios.v1.AskForHashes.$Properties instead.
             */

            /**
             * Shape of an AskForHashes.
             * @typedef {gaios.v1.AskForHashes.$Properties} gaios.v1.AskForHashes.$Shape
             */

            /**
             * Constructs a new AskForHashes.
             * @memberof gaios.v1
             * @classdesc Represents an AskForHashes.
             * @constructor
             * @param {gaios.v1.AskForHashes.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForHashes = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForHashes groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.AskForHashes
             * @instance
             */
            AskForHashes.prototype.groupIdx = 0;

            /**
             * AskForHashes transfer.
             * @member {number} transfer
             * @memberof gaios.v1.AskForHashes
             * @instance
             */
            AskForHashes.prototype.transfer = 0;

            /**
             * AskForHashes fileIdx.
             * @member {number} fileIdx
             * @memberof gaios.v1.AskForHashes
             * @instance
             */
            AskForHashes.prototype.fileIdx = 0;

            /**
             * AskForHashes block.
             * @member {number} block
             * @memberof gaios.v1.AskForHashes
             * @instance
             */
            AskForHashes.prototype.block = 0;

            /**
             * Encodes the specified AskForHashes message. Does not implicitly {@link gaios.v1.AskForHashes.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForHashes
             * @static
             * @param {gaios.v1.AskForHashes.$Properties} message AskForHashes message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForHashes.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.transfer);
                if (message.fileIdx != null && $Object.hasOwnProperty.call(message, "fileIdx") && message.fileIdx !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.fileIdx);
                if (message.block != null && $Object.hasOwnProperty.call(message, "block") && !$Object.is(message.block, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.block);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForHashes message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForHashes
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForHashes & gaios.v1.AskForHashes.$Shape} AskForHashes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForHashes.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForHashes();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fileIdx = value;
                            else
                                delete message.fileIdx;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.block = value;
                            else
                                delete message.block;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForHashes;
        })();

        v1.BlockHashes = (function() {

            /**
             * Properties of a BlockHashes.
             * @typedef {Object} gaios.v1.BlockHashes.$Properties
             * @property {number} [groupIdx] BlockHashes groupIdx
             * @property {number} [transfer] BlockHashes transfer
             * @property {number} [fileIdx] BlockHashes fileIdx
             * @property {number} [block] BlockHashes block
             * @property {Uint8Array} [hashes] BlockHashes hashes
             * @property {number} [crc] BlockHashes crc
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BlockHashes.
             * @memberof gaios.v1
             * @interface IBlockHashes
             * @augments gaios.v1.BlockHashes.$Properties
             * @deprecated Use gaios.v1.BlockHashes.$Properties instead.
             */

            /**
             * Shape of a BlockHashes.
             * @typedef {gaios.v1.BlockHashes.$Properties} gaios.v1.BlockHashes.$Shape
             */

            /**
             * Constructs a new BlockHashes.
             * @memberof gaios.v1
             * @classdesc Represents a BlockHashes.
             * @constructor
             * @param {gaios.v1.BlockHashes.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BlockHashes = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BlockHashes groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.groupIdx = 0;

            /**
             * BlockHashes transfer.
             * @member {number} transfer
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.transfer = 0;

            /**
             * BlockHashes fileIdx.
             * @member {number} fileIdx
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.fileIdx = 0;

            /**
             * BlockHashes block.
             * @member {number} block
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.block = 0;

            /**
             * BlockHashes hashes.
             * @member {Uint8Array} hashes
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.hashes = $util.newBuffer([]);

            /**
             * BlockHashes crc.
             * @member {number} crc
             * @memberof gaios.v1.BlockHashes
             * @instance
             */
            BlockHashes.prototype.crc = 0;

            /**
             * Encodes the specified BlockHashes message. Does not implicitly {@link gaios.v1.BlockHashes.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.BlockHashes
             * @static
             * @param {gaios.v1.BlockHashes.$Properties} message BlockHashes message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BlockHashes.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.transfer);
                if (message.fileIdx != null && $Object.hasOwnProperty.call(message, "fileIdx") && message.fileIdx !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.fileIdx);
                if (message.block != null && $Object.hasOwnProperty.call(message, "block") && !$Object.is(message.block, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.block);
                if (message.hashes != null && $Object.hasOwnProperty.call(message, "hashes") && message.hashes.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.hashes);
                if (message.crc != null && $Object.hasOwnProperty.call(message, "crc") && message.crc !== 0)
                    writer.uint32(/* id 6, wireType 5 =*/53).fixed32(message.crc);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BlockHashes message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.BlockHashes
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.BlockHashes & gaios.v1.BlockHashes.$Shape} BlockHashes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BlockHashes.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.BlockHashes();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.fileIdx = value;
                            else
                                delete message.fileIdx;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.block = value;
                            else
                                delete message.block;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.hashes = value;
                            else
                                delete message.hashes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.crc = value;
                            else
                                delete message.crc;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BlockHashes;
        })();

        v1.RefuseCheckpoint = (function() {

            /**
             * Properties of a RefuseCheckpoint.
             * @typedef {Object} gaios.v1.RefuseCheckpoint.$Properties
             * @property {number} [groupIdx] RefuseCheckpoint groupIdx
             * @property {number} [transfer] RefuseCheckpoint transfer
             * @property {gaios.v1.FailReason} [reason] RefuseCheckpoint reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefuseCheckpoint.
             * @memberof gaios.v1
             * @interface IRefuseCheckpoint
             * @augments gaios.v1.RefuseCheckpoint.$Properties
             * @deprecated Use gaios.v1.RefuseCheckpoint.$Properties instead.
             */

            /**
             * Shape of a RefuseCheckpoint.
             * @typedef {gaios.v1.RefuseCheckpoint.$Properties} gaios.v1.RefuseCheckpoint.$Shape
             */

            /**
             * Constructs a new RefuseCheckpoint.
             * @memberof gaios.v1
             * @classdesc Represents a RefuseCheckpoint.
             * @constructor
             * @param {gaios.v1.RefuseCheckpoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefuseCheckpoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefuseCheckpoint groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.RefuseCheckpoint
             * @instance
             */
            RefuseCheckpoint.prototype.groupIdx = 0;

            /**
             * RefuseCheckpoint transfer.
             * @member {number} transfer
             * @memberof gaios.v1.RefuseCheckpoint
             * @instance
             */
            RefuseCheckpoint.prototype.transfer = 0;

            /**
             * RefuseCheckpoint reason.
             * @member {gaios.v1.FailReason} reason
             * @memberof gaios.v1.RefuseCheckpoint
             * @instance
             */
            RefuseCheckpoint.prototype.reason = 0;

            /**
             * Encodes the specified RefuseCheckpoint message. Does not implicitly {@link gaios.v1.RefuseCheckpoint.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.RefuseCheckpoint
             * @static
             * @param {gaios.v1.RefuseCheckpoint.$Properties} message RefuseCheckpoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefuseCheckpoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.transfer);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefuseCheckpoint message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.RefuseCheckpoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.RefuseCheckpoint & gaios.v1.RefuseCheckpoint.$Shape} RefuseCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefuseCheckpoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.RefuseCheckpoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefuseCheckpoint;
        })();

        v1.InstalledCheckpoint = (function() {

            /**
             * Properties of an InstalledCheckpoint.
             * @typedef {Object} gaios.v1.InstalledCheckpoint.$Properties
             * @property {number} [groupIdx] InstalledCheckpoint groupIdx
             * @property {number} [gid] InstalledCheckpoint gid
             * @property {number} [transfer] InstalledCheckpoint transfer
             * @property {number} [chosenUpTo] InstalledCheckpoint chosenUpTo
             * @property {boolean} [caughtUp] InstalledCheckpoint caughtUp
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InstalledCheckpoint.
             * @memberof gaios.v1
             * @interface IInstalledCheckpoint
             * @augments gaios.v1.InstalledCheckpoint.$Properties
             * @deprecated Use gaios.v1.InstalledCheckpoint.$Properties instead.
             */

            /**
             * Shape of an InstalledCheckpoint.
             * @typedef {gaios.v1.InstalledCheckpoint.$Properties} gaios.v1.InstalledCheckpoint.$Shape
             */

            /**
             * Constructs a new InstalledCheckpoint.
             * @memberof gaios.v1
             * @classdesc Represents an InstalledCheckpoint.
             * @constructor
             * @param {gaios.v1.InstalledCheckpoint.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InstalledCheckpoint = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InstalledCheckpoint groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.InstalledCheckpoint
             * @instance
             */
            InstalledCheckpoint.prototype.groupIdx = 0;

            /**
             * InstalledCheckpoint gid.
             * @member {number} gid
             * @memberof gaios.v1.InstalledCheckpoint
             * @instance
             */
            InstalledCheckpoint.prototype.gid = 0;

            /**
             * InstalledCheckpoint transfer.
             * @member {number} transfer
             * @memberof gaios.v1.InstalledCheckpoint
             * @instance
             */
            InstalledCheckpoint.prototype.transfer = 0;

            /**
             * InstalledCheckpoint chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.InstalledCheckpoint
             * @instance
             */
            InstalledCheckpoint.prototype.chosenUpTo = 0;

            /**
             * InstalledCheckpoint caughtUp.
             * @member {boolean} caughtUp
             * @memberof gaios.v1.InstalledCheckpoint
             * @instance
             */
            InstalledCheckpoint.prototype.caughtUp = false;

            /**
             * Encodes the specified InstalledCheckpoint message. Does not implicitly {@link gaios.v1.InstalledCheckpoint.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.InstalledCheckpoint
             * @static
             * @param {gaios.v1.InstalledCheckpoint.$Properties} message InstalledCheckpoint message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InstalledCheckpoint.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer") && !$Object.is(message.transfer, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.transfer);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.chosenUpTo);
                if (message.caughtUp != null && $Object.hasOwnProperty.call(message, "caughtUp") && message.caughtUp !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.caughtUp);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InstalledCheckpoint message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.InstalledCheckpoint
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.InstalledCheckpoint & gaios.v1.InstalledCheckpoint.$Shape} InstalledCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InstalledCheckpoint.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.InstalledCheckpoint();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.transfer = value;
                            else
                                delete message.transfer;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.caughtUp = value;
                            else
                                delete message.caughtUp;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InstalledCheckpoint;
        })();

        v1.SealedManifest = (function() {

            /**
             * Properties of a SealedManifest.
             * @typedef {Object} gaios.v1.SealedManifest.$Properties
             * @property {Uint8Array} [body] SealedManifest body
             * @property {Uint8Array} [sha256] SealedManifest sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SealedManifest.
             * @memberof gaios.v1
             * @interface ISealedManifest
             * @augments gaios.v1.SealedManifest.$Properties
             * @deprecated Use gaios.v1.SealedManifest.$Properties instead.
             */

            /**
             * Shape of a SealedManifest.
             * @typedef {gaios.v1.SealedManifest.$Properties} gaios.v1.SealedManifest.$Shape
             */

            /**
             * Constructs a new SealedManifest.
             * @memberof gaios.v1
             * @classdesc Represents a SealedManifest.
             * @constructor
             * @param {gaios.v1.SealedManifest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SealedManifest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SealedManifest body.
             * @member {Uint8Array} body
             * @memberof gaios.v1.SealedManifest
             * @instance
             */
            SealedManifest.prototype.body = $util.newBuffer([]);

            /**
             * SealedManifest sha256.
             * @member {Uint8Array} sha256
             * @memberof gaios.v1.SealedManifest
             * @instance
             */
            SealedManifest.prototype.sha256 = $util.newBuffer([]);

            /**
             * Encodes the specified SealedManifest message. Does not implicitly {@link gaios.v1.SealedManifest.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SealedManifest
             * @static
             * @param {gaios.v1.SealedManifest.$Properties} message SealedManifest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SealedManifest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.body);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SealedManifest message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SealedManifest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SealedManifest & gaios.v1.SealedManifest.$Shape} SealedManifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SealedManifest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SealedManifest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SealedManifest;
        })();

        v1.Manifest = (function() {

            /**
             * Properties of a Manifest.
             * @typedef {Object} gaios.v1.Manifest.$Properties
             * @property {number} [format] Manifest format
             * @property {number} [groupIdx] Manifest groupIdx
             * @property {number} [gid] Manifest gid
             * @property {number} [instanceId] Manifest instanceId
             * @property {number} [checksum] Manifest checksum
             * @property {Uint8Array} [configuration] Manifest configuration
             * @property {Array.<gaios.v1.ManifestMachine.$Properties>} [machines] Manifest machines
             * @property {Array.<gaios.v1.ManifestFile.$Properties>} [files] Manifest files
             * @property {number} [bytesTotal] Manifest bytesTotal
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Manifest.
             * @memberof gaios.v1
             * @interface IManifest
             * @augments gaios.v1.Manifest.$Properties
             * @deprecated Use gaios.v1.Manifest.$Properties instead.
             */

            /**
             * Shape of a Manifest.
             * @typedef {gaios.v1.Manifest.$Properties} gaios.v1.Manifest.$Shape
             */

            /**
             * Constructs a new Manifest.
             * @memberof gaios.v1
             * @classdesc Represents a Manifest.
             * @constructor
             * @param {gaios.v1.Manifest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Manifest = function (properties) {
                this.machines = [];
                this.files = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Manifest format.
             * @member {number} format
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.format = 0;

            /**
             * Manifest groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.groupIdx = 0;

            /**
             * Manifest gid.
             * @member {number} gid
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.gid = 0;

            /**
             * Manifest instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.instanceId = 0;

            /**
             * Manifest checksum.
             * @member {number} checksum
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.checksum = 0;

            /**
             * Manifest configuration.
             * @member {Uint8Array} configuration
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.configuration = $util.newBuffer([]);

            /**
             * Manifest machines.
             * @member {Array.<gaios.v1.ManifestMachine>} machines
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.machines = $util.emptyArray;

            /**
             * Manifest files.
             * @member {Array.<gaios.v1.ManifestFile>} files
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.files = $util.emptyArray;

            /**
             * Manifest bytesTotal.
             * @member {number} bytesTotal
             * @memberof gaios.v1.Manifest
             * @instance
             */
            Manifest.prototype.bytesTotal = 0;

            /**
             * Encodes the specified Manifest message. Does not implicitly {@link gaios.v1.Manifest.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Manifest
             * @static
             * @param {gaios.v1.Manifest.$Properties} message Manifest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Manifest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.format != null && $Object.hasOwnProperty.call(message, "format") && message.format !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.format);
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.gid);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.instanceId);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.checksum);
                if (message.configuration != null && $Object.hasOwnProperty.call(message, "configuration") && message.configuration.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.configuration);
                if (message.machines != null && message.machines.length)
                    for (let i = 0; i < message.machines.length; ++i)
                        $root.gaios.v1.ManifestMachine.encode(message.machines[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.files != null && message.files.length)
                    for (let i = 0; i < message.files.length; ++i)
                        $root.gaios.v1.ManifestFile.encode(message.files[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.bytesTotal != null && $Object.hasOwnProperty.call(message, "bytesTotal") && !$Object.is(message.bytesTotal, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.bytesTotal);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Manifest message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Manifest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Manifest & gaios.v1.Manifest.$Shape} Manifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Manifest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Manifest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.format = value;
                            else
                                delete message.format;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.configuration = value;
                            else
                                delete message.configuration;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.machines && message.machines.length))
                                message.machines = [];
                            message.machines.push($root.gaios.v1.ManifestMachine.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.files && message.files.length))
                                message.files = [];
                            message.files.push($root.gaios.v1.ManifestFile.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytesTotal = value;
                            else
                                delete message.bytesTotal;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Manifest;
        })();

        v1.ManifestMachine = (function() {

            /**
             * Properties of a ManifestMachine.
             * @typedef {Object} gaios.v1.ManifestMachine.$Properties
             * @property {number} [smId] ManifestMachine smId
             * @property {number} [instanceId] ManifestMachine instanceId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ManifestMachine.
             * @memberof gaios.v1
             * @interface IManifestMachine
             * @augments gaios.v1.ManifestMachine.$Properties
             * @deprecated Use gaios.v1.ManifestMachine.$Properties instead.
             */

            /**
             * Shape of a ManifestMachine.
             * @typedef {gaios.v1.ManifestMachine.$Properties} gaios.v1.ManifestMachine.$Shape
             */

            /**
             * Constructs a new ManifestMachine.
             * @memberof gaios.v1
             * @classdesc Represents a ManifestMachine.
             * @constructor
             * @param {gaios.v1.ManifestMachine.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ManifestMachine = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ManifestMachine smId.
             * @member {number} smId
             * @memberof gaios.v1.ManifestMachine
             * @instance
             */
            ManifestMachine.prototype.smId = 0;

            /**
             * ManifestMachine instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.ManifestMachine
             * @instance
             */
            ManifestMachine.prototype.instanceId = 0;

            /**
             * Encodes the specified ManifestMachine message. Does not implicitly {@link gaios.v1.ManifestMachine.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ManifestMachine
             * @static
             * @param {gaios.v1.ManifestMachine.$Properties} message ManifestMachine message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ManifestMachine.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.smId != null && $Object.hasOwnProperty.call(message, "smId") && message.smId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.smId);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.instanceId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ManifestMachine message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ManifestMachine
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ManifestMachine & gaios.v1.ManifestMachine.$Shape} ManifestMachine
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ManifestMachine.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ManifestMachine();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.smId = value;
                            else
                                delete message.smId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ManifestMachine;
        })();

        v1.ManifestFile = (function() {

            /**
             * Properties of a ManifestFile.
             * @typedef {Object} gaios.v1.ManifestFile.$Properties
             * @property {number} [smId] ManifestFile smId
             * @property {string} [path] ManifestFile path
             * @property {number} [size] ManifestFile size
             * @property {Uint8Array} [sha256] ManifestFile sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ManifestFile.
             * @memberof gaios.v1
             * @interface IManifestFile
             * @augments gaios.v1.ManifestFile.$Properties
             * @deprecated Use gaios.v1.ManifestFile.$Properties instead.
             */

            /**
             * Shape of a ManifestFile.
             * @typedef {gaios.v1.ManifestFile.$Properties} gaios.v1.ManifestFile.$Shape
             */

            /**
             * Constructs a new ManifestFile.
             * @memberof gaios.v1
             * @classdesc Represents a ManifestFile.
             * @constructor
             * @param {gaios.v1.ManifestFile.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ManifestFile = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ManifestFile smId.
             * @member {number} smId
             * @memberof gaios.v1.ManifestFile
             * @instance
             */
            ManifestFile.prototype.smId = 0;

            /**
             * ManifestFile path.
             * @member {string} path
             * @memberof gaios.v1.ManifestFile
             * @instance
             */
            ManifestFile.prototype.path = "";

            /**
             * ManifestFile size.
             * @member {number} size
             * @memberof gaios.v1.ManifestFile
             * @instance
             */
            ManifestFile.prototype.size = 0;

            /**
             * ManifestFile sha256.
             * @member {Uint8Array} sha256
             * @memberof gaios.v1.ManifestFile
             * @instance
             */
            ManifestFile.prototype.sha256 = $util.newBuffer([]);

            /**
             * Encodes the specified ManifestFile message. Does not implicitly {@link gaios.v1.ManifestFile.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ManifestFile
             * @static
             * @param {gaios.v1.ManifestFile.$Properties} message ManifestFile message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ManifestFile.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.smId != null && $Object.hasOwnProperty.call(message, "smId") && message.smId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.smId);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.path);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && !$Object.is(message.size, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.size);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.sha256);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ManifestFile message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ManifestFile
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ManifestFile & gaios.v1.ManifestFile.$Shape} ManifestFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ManifestFile.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ManifestFile();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.smId = value;
                            else
                                delete message.smId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ManifestFile;
        })();

        v1.GroupMessage = (function() {

            /**
             * Properties of a GroupMessage.
             * @typedef {Object} gaios.v1.GroupMessage.$Properties
             * @property {number} [groupIdx] GroupMessage groupIdx
             * @property {number} [gid] GroupMessage gid
             * @property {number} [life] GroupMessage life
             * @property {gaios.v1.PrepareDryRun.$Properties} [prepareDryRun] GroupMessage prepareDryRun
             * @property {gaios.v1.PrepareDryRunReply.$Properties} [prepareDryRunReply] GroupMessage prepareDryRunReply
             * @property {gaios.v1.Prepare.$Properties} [prepare] GroupMessage prepare
             * @property {gaios.v1.PrepareReply.$Properties} [prepareReply] GroupMessage prepareReply
             * @property {gaios.v1.Accept.$Properties} [accept] GroupMessage accept
             * @property {gaios.v1.AcceptReply.$Properties} [acceptReply] GroupMessage acceptReply
             * @property {gaios.v1.ProposerSendSuccess.$Properties} [proposerSendSuccess] GroupMessage proposerSendSuccess
             * @property {gaios.v1.ProposerSendSuccessReply.$Properties} [proposerSendSuccessReply] GroupMessage proposerSendSuccessReply
             * @property {gaios.v1.AskForLearn.$Properties} [askForLearn] GroupMessage askForLearn
             * @property {gaios.v1.SendNowInstanceId.$Properties} [sendNowInstanceId] GroupMessage sendNowInstanceId
             * @property {gaios.v1.ConfirmAskForLearn.$Properties} [confirmAskForLearn] GroupMessage confirmAskForLearn
             * @property {gaios.v1.SendLearnValue.$Properties} [sendLearnValue] GroupMessage sendLearnValue
             * @property {gaios.v1.SendLearnValueAck.$Properties} [sendLearnValueAck] GroupMessage sendLearnValueAck
             * @property {gaios.v1.SendNewValue.$Properties} [sendNewValue] GroupMessage sendNewValue
             * @property {gaios.v1.SendNewValueReply.$Properties} [sendNewValueReply] GroupMessage sendNewValueReply
             * @property {gaios.v1.AskForReadIndex.$Properties} [askForReadIndex] GroupMessage askForReadIndex
             * @property {gaios.v1.ReadIndex.$Properties} [readIndex] GroupMessage readIndex
             * @property {gaios.v1.ConfirmLeader.$Properties} [confirmLeader] GroupMessage confirmLeader
             * @property {gaios.v1.ConfirmLeaderReply.$Properties} [confirmLeaderReply] GroupMessage confirmLeaderReply
             * @property {gaios.v1.CompareChecksum.$Properties} [compareChecksum] GroupMessage compareChecksum
             * @property {gaios.v1.CompareChecksumReply.$Properties} [compareChecksumReply] GroupMessage compareChecksumReply
             * @property {gaios.v1.Release.$Properties} [release] GroupMessage release
             * @property {gaios.v1.ReleaseReply.$Properties} [releaseReply] GroupMessage releaseReply
             * @property {gaios.v1.Fortified.$Properties} [fortified] GroupMessage fortified
             * @property {gaios.v1.RefusedFor.$Properties} [refusedFor] GroupMessage refusedFor
             * @property {gaios.v1.Transfer.$Properties} [transfer] GroupMessage transfer
             * @property {gaios.v1.ReleasedTo.$Properties} [releasedTo] GroupMessage releasedTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GroupMessage.
             * @memberof gaios.v1
             * @interface IGroupMessage
             * @augments gaios.v1.GroupMessage.$Properties
             * @deprecated Use gaios.v1.GroupMessage.$Properties instead.
             */

            /**
             * Shape of a GroupMessage.
             * @typedef {gaios.v1.GroupMessage.$Properties} gaios.v1.GroupMessage.$Shape
             */

            /**
             * Constructs a new GroupMessage.
             * @memberof gaios.v1
             * @classdesc Represents a GroupMessage.
             * @constructor
             * @param {gaios.v1.GroupMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GroupMessage = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GroupMessage groupIdx.
             * @member {number} groupIdx
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.groupIdx = 0;

            /**
             * GroupMessage gid.
             * @member {number} gid
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.gid = 0;

            /**
             * GroupMessage life.
             * @member {number} life
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.life = 0;

            /**
             * GroupMessage prepareDryRun.
             * @member {gaios.v1.PrepareDryRun} prepareDryRun
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.prepareDryRun = null;

            /**
             * GroupMessage prepareDryRunReply.
             * @member {gaios.v1.PrepareDryRunReply} prepareDryRunReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.prepareDryRunReply = null;

            /**
             * GroupMessage prepare.
             * @member {gaios.v1.Prepare} prepare
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.prepare = null;

            /**
             * GroupMessage prepareReply.
             * @member {gaios.v1.PrepareReply} prepareReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.prepareReply = null;

            /**
             * GroupMessage accept.
             * @member {gaios.v1.Accept} accept
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.accept = null;

            /**
             * GroupMessage acceptReply.
             * @member {gaios.v1.AcceptReply} acceptReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.acceptReply = null;

            /**
             * GroupMessage proposerSendSuccess.
             * @member {gaios.v1.ProposerSendSuccess} proposerSendSuccess
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.proposerSendSuccess = null;

            /**
             * GroupMessage proposerSendSuccessReply.
             * @member {gaios.v1.ProposerSendSuccessReply} proposerSendSuccessReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.proposerSendSuccessReply = null;

            /**
             * GroupMessage askForLearn.
             * @member {gaios.v1.AskForLearn} askForLearn
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.askForLearn = null;

            /**
             * GroupMessage sendNowInstanceId.
             * @member {gaios.v1.SendNowInstanceId} sendNowInstanceId
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.sendNowInstanceId = null;

            /**
             * GroupMessage confirmAskForLearn.
             * @member {gaios.v1.ConfirmAskForLearn} confirmAskForLearn
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.confirmAskForLearn = null;

            /**
             * GroupMessage sendLearnValue.
             * @member {gaios.v1.SendLearnValue} sendLearnValue
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.sendLearnValue = null;

            /**
             * GroupMessage sendLearnValueAck.
             * @member {gaios.v1.SendLearnValueAck} sendLearnValueAck
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.sendLearnValueAck = null;

            /**
             * GroupMessage sendNewValue.
             * @member {gaios.v1.SendNewValue} sendNewValue
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.sendNewValue = null;

            /**
             * GroupMessage sendNewValueReply.
             * @member {gaios.v1.SendNewValueReply} sendNewValueReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.sendNewValueReply = null;

            /**
             * GroupMessage askForReadIndex.
             * @member {gaios.v1.AskForReadIndex} askForReadIndex
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.askForReadIndex = null;

            /**
             * GroupMessage readIndex.
             * @member {gaios.v1.ReadIndex} readIndex
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.readIndex = null;

            /**
             * GroupMessage confirmLeader.
             * @member {gaios.v1.ConfirmLeader} confirmLeader
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.confirmLeader = null;

            /**
             * GroupMessage confirmLeaderReply.
             * @member {gaios.v1.ConfirmLeaderReply} confirmLeaderReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.confirmLeaderReply = null;

            /**
             * GroupMessage compareChecksum.
             * @member {gaios.v1.CompareChecksum} compareChecksum
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.compareChecksum = null;

            /**
             * GroupMessage compareChecksumReply.
             * @member {gaios.v1.CompareChecksumReply} compareChecksumReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.compareChecksumReply = null;

            /**
             * GroupMessage release.
             * @member {gaios.v1.Release} release
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.release = null;

            /**
             * GroupMessage releaseReply.
             * @member {gaios.v1.ReleaseReply} releaseReply
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.releaseReply = null;

            /**
             * GroupMessage fortified.
             * @member {gaios.v1.Fortified} fortified
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.fortified = null;

            /**
             * GroupMessage refusedFor.
             * @member {gaios.v1.RefusedFor} refusedFor
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.refusedFor = null;

            /**
             * GroupMessage transfer.
             * @member {gaios.v1.Transfer} transfer
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.transfer = null;

            /**
             * GroupMessage releasedTo.
             * @member {gaios.v1.ReleasedTo} releasedTo
             * @memberof gaios.v1.GroupMessage
             * @instance
             */
            GroupMessage.prototype.releasedTo = null;

            /**
             * Encodes the specified GroupMessage message. Does not implicitly {@link gaios.v1.GroupMessage.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.GroupMessage
             * @static
             * @param {gaios.v1.GroupMessage.$Properties} message GroupMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GroupMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.groupIdx != null && $Object.hasOwnProperty.call(message, "groupIdx") && message.groupIdx !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.groupIdx);
                if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && !$Object.is(message.gid, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.gid);
                if (message.life != null && $Object.hasOwnProperty.call(message, "life") && message.life !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.life);
                if (message.prepareDryRun != null && $Object.hasOwnProperty.call(message, "prepareDryRun"))
                    $root.gaios.v1.PrepareDryRun.encode(message.prepareDryRun, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.prepareDryRunReply != null && $Object.hasOwnProperty.call(message, "prepareDryRunReply"))
                    $root.gaios.v1.PrepareDryRunReply.encode(message.prepareDryRunReply, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.prepare != null && $Object.hasOwnProperty.call(message, "prepare"))
                    $root.gaios.v1.Prepare.encode(message.prepare, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.prepareReply != null && $Object.hasOwnProperty.call(message, "prepareReply"))
                    $root.gaios.v1.PrepareReply.encode(message.prepareReply, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.accept != null && $Object.hasOwnProperty.call(message, "accept"))
                    $root.gaios.v1.Accept.encode(message.accept, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.acceptReply != null && $Object.hasOwnProperty.call(message, "acceptReply"))
                    $root.gaios.v1.AcceptReply.encode(message.acceptReply, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.proposerSendSuccess != null && $Object.hasOwnProperty.call(message, "proposerSendSuccess"))
                    $root.gaios.v1.ProposerSendSuccess.encode(message.proposerSendSuccess, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                if (message.proposerSendSuccessReply != null && $Object.hasOwnProperty.call(message, "proposerSendSuccessReply"))
                    $root.gaios.v1.ProposerSendSuccessReply.encode(message.proposerSendSuccessReply, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.askForLearn != null && $Object.hasOwnProperty.call(message, "askForLearn"))
                    $root.gaios.v1.AskForLearn.encode(message.askForLearn, writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
                if (message.sendNowInstanceId != null && $Object.hasOwnProperty.call(message, "sendNowInstanceId"))
                    $root.gaios.v1.SendNowInstanceId.encode(message.sendNowInstanceId, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
                if (message.confirmAskForLearn != null && $Object.hasOwnProperty.call(message, "confirmAskForLearn"))
                    $root.gaios.v1.ConfirmAskForLearn.encode(message.confirmAskForLearn, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.sendLearnValue != null && $Object.hasOwnProperty.call(message, "sendLearnValue"))
                    $root.gaios.v1.SendLearnValue.encode(message.sendLearnValue, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.sendLearnValueAck != null && $Object.hasOwnProperty.call(message, "sendLearnValueAck"))
                    $root.gaios.v1.SendLearnValueAck.encode(message.sendLearnValueAck, writer.uint32(/* id 22, wireType 2 =*/178).fork(), _depth + 1).ldelim();
                if (message.sendNewValue != null && $Object.hasOwnProperty.call(message, "sendNewValue"))
                    $root.gaios.v1.SendNewValue.encode(message.sendNewValue, writer.uint32(/* id 23, wireType 2 =*/186).fork(), _depth + 1).ldelim();
                if (message.sendNewValueReply != null && $Object.hasOwnProperty.call(message, "sendNewValueReply"))
                    $root.gaios.v1.SendNewValueReply.encode(message.sendNewValueReply, writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
                if (message.askForReadIndex != null && $Object.hasOwnProperty.call(message, "askForReadIndex"))
                    $root.gaios.v1.AskForReadIndex.encode(message.askForReadIndex, writer.uint32(/* id 25, wireType 2 =*/202).fork(), _depth + 1).ldelim();
                if (message.readIndex != null && $Object.hasOwnProperty.call(message, "readIndex"))
                    $root.gaios.v1.ReadIndex.encode(message.readIndex, writer.uint32(/* id 26, wireType 2 =*/210).fork(), _depth + 1).ldelim();
                if (message.confirmLeader != null && $Object.hasOwnProperty.call(message, "confirmLeader"))
                    $root.gaios.v1.ConfirmLeader.encode(message.confirmLeader, writer.uint32(/* id 27, wireType 2 =*/218).fork(), _depth + 1).ldelim();
                if (message.confirmLeaderReply != null && $Object.hasOwnProperty.call(message, "confirmLeaderReply"))
                    $root.gaios.v1.ConfirmLeaderReply.encode(message.confirmLeaderReply, writer.uint32(/* id 28, wireType 2 =*/226).fork(), _depth + 1).ldelim();
                if (message.compareChecksum != null && $Object.hasOwnProperty.call(message, "compareChecksum"))
                    $root.gaios.v1.CompareChecksum.encode(message.compareChecksum, writer.uint32(/* id 29, wireType 2 =*/234).fork(), _depth + 1).ldelim();
                if (message.compareChecksumReply != null && $Object.hasOwnProperty.call(message, "compareChecksumReply"))
                    $root.gaios.v1.CompareChecksumReply.encode(message.compareChecksumReply, writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
                if (message.release != null && $Object.hasOwnProperty.call(message, "release"))
                    $root.gaios.v1.Release.encode(message.release, writer.uint32(/* id 31, wireType 2 =*/250).fork(), _depth + 1).ldelim();
                if (message.releaseReply != null && $Object.hasOwnProperty.call(message, "releaseReply"))
                    $root.gaios.v1.ReleaseReply.encode(message.releaseReply, writer.uint32(/* id 32, wireType 2 =*/258).fork(), _depth + 1).ldelim();
                if (message.fortified != null && $Object.hasOwnProperty.call(message, "fortified"))
                    $root.gaios.v1.Fortified.encode(message.fortified, writer.uint32(/* id 33, wireType 2 =*/266).fork(), _depth + 1).ldelim();
                if (message.refusedFor != null && $Object.hasOwnProperty.call(message, "refusedFor"))
                    $root.gaios.v1.RefusedFor.encode(message.refusedFor, writer.uint32(/* id 34, wireType 2 =*/274).fork(), _depth + 1).ldelim();
                if (message.transfer != null && $Object.hasOwnProperty.call(message, "transfer"))
                    $root.gaios.v1.Transfer.encode(message.transfer, writer.uint32(/* id 35, wireType 2 =*/282).fork(), _depth + 1).ldelim();
                if (message.releasedTo != null && $Object.hasOwnProperty.call(message, "releasedTo"))
                    $root.gaios.v1.ReleasedTo.encode(message.releasedTo, writer.uint32(/* id 36, wireType 2 =*/290).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GroupMessage message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.GroupMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.GroupMessage & gaios.v1.GroupMessage.$Shape} GroupMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GroupMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.GroupMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.groupIdx = value;
                            else
                                delete message.groupIdx;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.gid = value;
                            else
                                delete message.gid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.life = value;
                            else
                                delete message.life;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.prepareDryRun = $root.gaios.v1.PrepareDryRun.decode(reader, reader.size(), $undefined, _depth + 1, message.prepareDryRun);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.prepareDryRunReply = $root.gaios.v1.PrepareDryRunReply.decode(reader, reader.size(), $undefined, _depth + 1, message.prepareDryRunReply);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.prepare = $root.gaios.v1.Prepare.decode(reader, reader.size(), $undefined, _depth + 1, message.prepare);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.prepareReply = $root.gaios.v1.PrepareReply.decode(reader, reader.size(), $undefined, _depth + 1, message.prepareReply);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.accept = $root.gaios.v1.Accept.decode(reader, reader.size(), $undefined, _depth + 1, message.accept);
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.acceptReply = $root.gaios.v1.AcceptReply.decode(reader, reader.size(), $undefined, _depth + 1, message.acceptReply);
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.proposerSendSuccess = $root.gaios.v1.ProposerSendSuccess.decode(reader, reader.size(), $undefined, _depth + 1, message.proposerSendSuccess);
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.proposerSendSuccessReply = $root.gaios.v1.ProposerSendSuccessReply.decode(reader, reader.size(), $undefined, _depth + 1, message.proposerSendSuccessReply);
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            message.askForLearn = $root.gaios.v1.AskForLearn.decode(reader, reader.size(), $undefined, _depth + 1, message.askForLearn);
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            message.sendNowInstanceId = $root.gaios.v1.SendNowInstanceId.decode(reader, reader.size(), $undefined, _depth + 1, message.sendNowInstanceId);
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.confirmAskForLearn = $root.gaios.v1.ConfirmAskForLearn.decode(reader, reader.size(), $undefined, _depth + 1, message.confirmAskForLearn);
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.sendLearnValue = $root.gaios.v1.SendLearnValue.decode(reader, reader.size(), $undefined, _depth + 1, message.sendLearnValue);
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            message.sendLearnValueAck = $root.gaios.v1.SendLearnValueAck.decode(reader, reader.size(), $undefined, _depth + 1, message.sendLearnValueAck);
                            continue;
                        }
                    case 23: {
                            if (wireType !== 2)
                                break;
                            message.sendNewValue = $root.gaios.v1.SendNewValue.decode(reader, reader.size(), $undefined, _depth + 1, message.sendNewValue);
                            continue;
                        }
                    case 24: {
                            if (wireType !== 2)
                                break;
                            message.sendNewValueReply = $root.gaios.v1.SendNewValueReply.decode(reader, reader.size(), $undefined, _depth + 1, message.sendNewValueReply);
                            continue;
                        }
                    case 25: {
                            if (wireType !== 2)
                                break;
                            message.askForReadIndex = $root.gaios.v1.AskForReadIndex.decode(reader, reader.size(), $undefined, _depth + 1, message.askForReadIndex);
                            continue;
                        }
                    case 26: {
                            if (wireType !== 2)
                                break;
                            message.readIndex = $root.gaios.v1.ReadIndex.decode(reader, reader.size(), $undefined, _depth + 1, message.readIndex);
                            continue;
                        }
                    case 27: {
                            if (wireType !== 2)
                                break;
                            message.confirmLeader = $root.gaios.v1.ConfirmLeader.decode(reader, reader.size(), $undefined, _depth + 1, message.confirmLeader);
                            continue;
                        }
                    case 28: {
                            if (wireType !== 2)
                                break;
                            message.confirmLeaderReply = $root.gaios.v1.ConfirmLeaderReply.decode(reader, reader.size(), $undefined, _depth + 1, message.confirmLeaderReply);
                            continue;
                        }
                    case 29: {
                            if (wireType !== 2)
                                break;
                            message.compareChecksum = $root.gaios.v1.CompareChecksum.decode(reader, reader.size(), $undefined, _depth + 1, message.compareChecksum);
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.compareChecksumReply = $root.gaios.v1.CompareChecksumReply.decode(reader, reader.size(), $undefined, _depth + 1, message.compareChecksumReply);
                            continue;
                        }
                    case 31: {
                            if (wireType !== 2)
                                break;
                            message.release = $root.gaios.v1.Release.decode(reader, reader.size(), $undefined, _depth + 1, message.release);
                            continue;
                        }
                    case 32: {
                            if (wireType !== 2)
                                break;
                            message.releaseReply = $root.gaios.v1.ReleaseReply.decode(reader, reader.size(), $undefined, _depth + 1, message.releaseReply);
                            continue;
                        }
                    case 33: {
                            if (wireType !== 2)
                                break;
                            message.fortified = $root.gaios.v1.Fortified.decode(reader, reader.size(), $undefined, _depth + 1, message.fortified);
                            continue;
                        }
                    case 34: {
                            if (wireType !== 2)
                                break;
                            message.refusedFor = $root.gaios.v1.RefusedFor.decode(reader, reader.size(), $undefined, _depth + 1, message.refusedFor);
                            continue;
                        }
                    case 35: {
                            if (wireType !== 2)
                                break;
                            message.transfer = $root.gaios.v1.Transfer.decode(reader, reader.size(), $undefined, _depth + 1, message.transfer);
                            continue;
                        }
                    case 36: {
                            if (wireType !== 2)
                                break;
                            message.releasedTo = $root.gaios.v1.ReleasedTo.decode(reader, reader.size(), $undefined, _depth + 1, message.releasedTo);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GroupMessage;
        })();

        v1.PrepareDryRun = (function() {

            /**
             * Properties of a PrepareDryRun.
             * @typedef {Object} gaios.v1.PrepareDryRun.$Properties
             * @property {number} [ballot] PrepareDryRun ballot
             * @property {number} [from] PrepareDryRun from
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrepareDryRun.
             * @memberof gaios.v1
             * @interface IPrepareDryRun
             * @augments gaios.v1.PrepareDryRun.$Properties
             * @deprecated Use gaios.v1.PrepareDryRun.$Properties instead.
             */

            /**
             * Shape of a PrepareDryRun.
             * @typedef {gaios.v1.PrepareDryRun.$Properties} gaios.v1.PrepareDryRun.$Shape
             */

            /**
             * Constructs a new PrepareDryRun.
             * @memberof gaios.v1
             * @classdesc Represents a PrepareDryRun.
             * @constructor
             * @param {gaios.v1.PrepareDryRun.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrepareDryRun = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrepareDryRun ballot.
             * @member {number} ballot
             * @memberof gaios.v1.PrepareDryRun
             * @instance
             */
            PrepareDryRun.prototype.ballot = 0;

            /**
             * PrepareDryRun from.
             * @member {number} from
             * @memberof gaios.v1.PrepareDryRun
             * @instance
             */
            PrepareDryRun.prototype.from = 0;

            /**
             * Encodes the specified PrepareDryRun message. Does not implicitly {@link gaios.v1.PrepareDryRun.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.PrepareDryRun
             * @static
             * @param {gaios.v1.PrepareDryRun.$Properties} message PrepareDryRun message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrepareDryRun.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.from);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrepareDryRun message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.PrepareDryRun
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareDryRun & gaios.v1.PrepareDryRun.$Shape} PrepareDryRun
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrepareDryRun.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.PrepareDryRun();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PrepareDryRun;
        })();

        v1.PrepareDryRunReply = (function() {

            /**
             * Properties of a PrepareDryRunReply.
             * @typedef {Object} gaios.v1.PrepareDryRunReply.$Properties
             * @property {number} [ballot] PrepareDryRunReply ballot
             * @property {Uint8Array} [proposer] PrepareDryRunReply proposer
             * @property {boolean} [granted] PrepareDryRunReply granted
             * @property {number} [promised] PrepareDryRunReply promised
             * @property {number} [leader] PrepareDryRunReply leader
             * @property {number} [chosenUpTo] PrepareDryRunReply chosenUpTo
             * @property {number} [minChosen] PrepareDryRunReply minChosen
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrepareDryRunReply.
             * @memberof gaios.v1
             * @interface IPrepareDryRunReply
             * @augments gaios.v1.PrepareDryRunReply.$Properties
             * @deprecated Use gaios.v1.PrepareDryRunReply.$Properties instead.
             */

            /**
             * Shape of a PrepareDryRunReply.
             * @typedef {gaios.v1.PrepareDryRunReply.$Properties} gaios.v1.PrepareDryRunReply.$Shape
             */

            /**
             * Constructs a new PrepareDryRunReply.
             * @memberof gaios.v1
             * @classdesc Represents a PrepareDryRunReply.
             * @constructor
             * @param {gaios.v1.PrepareDryRunReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrepareDryRunReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrepareDryRunReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.ballot = 0;

            /**
             * PrepareDryRunReply proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.proposer = $util.newBuffer([]);

            /**
             * PrepareDryRunReply granted.
             * @member {boolean} granted
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.granted = false;

            /**
             * PrepareDryRunReply promised.
             * @member {number} promised
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.promised = 0;

            /**
             * PrepareDryRunReply leader.
             * @member {number} leader
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.leader = 0;

            /**
             * PrepareDryRunReply chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.chosenUpTo = 0;

            /**
             * PrepareDryRunReply minChosen.
             * @member {number} minChosen
             * @memberof gaios.v1.PrepareDryRunReply
             * @instance
             */
            PrepareDryRunReply.prototype.minChosen = 0;

            /**
             * Encodes the specified PrepareDryRunReply message. Does not implicitly {@link gaios.v1.PrepareDryRunReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.PrepareDryRunReply
             * @static
             * @param {gaios.v1.PrepareDryRunReply.$Properties} message PrepareDryRunReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrepareDryRunReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.granted != null && $Object.hasOwnProperty.call(message, "granted") && message.granted !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.granted);
                if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && !$Object.is(message.promised, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.promised);
                if (message.leader != null && $Object.hasOwnProperty.call(message, "leader") && message.leader !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.leader);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.chosenUpTo);
                if (message.minChosen != null && $Object.hasOwnProperty.call(message, "minChosen") && !$Object.is(message.minChosen, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.minChosen);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrepareDryRunReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.PrepareDryRunReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareDryRunReply & gaios.v1.PrepareDryRunReply.$Shape} PrepareDryRunReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrepareDryRunReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.PrepareDryRunReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.granted = value;
                            else
                                delete message.granted;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.promised = value;
                            else
                                delete message.promised;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leader = value;
                            else
                                delete message.leader;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.minChosen = value;
                            else
                                delete message.minChosen;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PrepareDryRunReply;
        })();

        v1.Prepare = (function() {

            /**
             * Properties of a Prepare.
             * @typedef {Object} gaios.v1.Prepare.$Properties
             * @property {number} [ballot] Prepare ballot
             * @property {number} [from] Prepare from
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Prepare.
             * @memberof gaios.v1
             * @interface IPrepare
             * @augments gaios.v1.Prepare.$Properties
             * @deprecated Use gaios.v1.Prepare.$Properties instead.
             */

            /**
             * Shape of a Prepare.
             * @typedef {gaios.v1.Prepare.$Properties} gaios.v1.Prepare.$Shape
             */

            /**
             * Constructs a new Prepare.
             * @memberof gaios.v1
             * @classdesc Represents a Prepare.
             * @constructor
             * @param {gaios.v1.Prepare.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Prepare = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Prepare ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Prepare
             * @instance
             */
            Prepare.prototype.ballot = 0;

            /**
             * Prepare from.
             * @member {number} from
             * @memberof gaios.v1.Prepare
             * @instance
             */
            Prepare.prototype.from = 0;

            /**
             * Encodes the specified Prepare message. Does not implicitly {@link gaios.v1.Prepare.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Prepare
             * @static
             * @param {gaios.v1.Prepare.$Properties} message Prepare message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Prepare.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.from);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Prepare message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Prepare
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Prepare & gaios.v1.Prepare.$Shape} Prepare
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Prepare.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Prepare();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Prepare;
        })();

        v1.PrepareReply = (function() {

            /**
             * Properties of a PrepareReply.
             * @typedef {Object} gaios.v1.PrepareReply.$Properties
             * @property {number} [ballot] PrepareReply ballot
             * @property {Uint8Array} [proposer] PrepareReply proposer
             * @property {number} [from] PrepareReply from
             * @property {gaios.v1.PrepareReply.Verdict} [verdict] PrepareReply verdict
             * @property {number} [promised] PrepareReply promised
             * @property {number} [chosenUpTo] PrepareReply chosenUpTo
             * @property {number} [minChosen] PrepareReply minChosen
             * @property {Array.<gaios.v1.Reported.$Properties>} [accepted] PrepareReply accepted
             * @property {number} [next] PrepareReply next
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrepareReply.
             * @memberof gaios.v1
             * @interface IPrepareReply
             * @augments gaios.v1.PrepareReply.$Properties
             * @deprecated Use gaios.v1.PrepareReply.$Properties instead.
             */

            /**
             * Shape of a PrepareReply.
             * @typedef {gaios.v1.PrepareReply.$Properties} gaios.v1.PrepareReply.$Shape
             */

            /**
             * Constructs a new PrepareReply.
             * @memberof gaios.v1
             * @classdesc Represents a PrepareReply.
             * @constructor
             * @param {gaios.v1.PrepareReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrepareReply = function (properties) {
                this.accepted = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrepareReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.ballot = 0;

            /**
             * PrepareReply proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.proposer = $util.newBuffer([]);

            /**
             * PrepareReply from.
             * @member {number} from
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.from = 0;

            /**
             * PrepareReply verdict.
             * @member {gaios.v1.PrepareReply.Verdict} verdict
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.verdict = 0;

            /**
             * PrepareReply promised.
             * @member {number} promised
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.promised = 0;

            /**
             * PrepareReply chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.chosenUpTo = 0;

            /**
             * PrepareReply minChosen.
             * @member {number} minChosen
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.minChosen = 0;

            /**
             * PrepareReply accepted.
             * @member {Array.<gaios.v1.Reported>} accepted
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.accepted = $util.emptyArray;

            /**
             * PrepareReply next.
             * @member {number} next
             * @memberof gaios.v1.PrepareReply
             * @instance
             */
            PrepareReply.prototype.next = 0;

            /**
             * Encodes the specified PrepareReply message. Does not implicitly {@link gaios.v1.PrepareReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.PrepareReply
             * @static
             * @param {gaios.v1.PrepareReply.$Properties} message PrepareReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrepareReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.from);
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.verdict);
                if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && !$Object.is(message.promised, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.promised);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.chosenUpTo);
                if (message.minChosen != null && $Object.hasOwnProperty.call(message, "minChosen") && !$Object.is(message.minChosen, 0))
                    writer.uint32(/* id 7, wireType 1 =*/57).double(message.minChosen);
                if (message.accepted != null && message.accepted.length)
                    for (let i = 0; i < message.accepted.length; ++i)
                        $root.gaios.v1.Reported.encode(message.accepted[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.next != null && $Object.hasOwnProperty.call(message, "next") && !$Object.is(message.next, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.next);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrepareReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.PrepareReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareReply & gaios.v1.PrepareReply.$Shape} PrepareReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrepareReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.PrepareReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.promised = value;
                            else
                                delete message.promised;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.minChosen = value;
                            else
                                delete message.minChosen;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.accepted && message.accepted.length))
                                message.accepted = [];
                            message.accepted.push($root.gaios.v1.Reported.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.next = value;
                            else
                                delete message.next;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Verdict enum.
             * @name gaios.v1.PrepareReply.Verdict
             * @enum {number}
             * @property {number} UNSPECIFIED=0 UNSPECIFIED value
             * @property {number} PROMISED=1 PROMISED value
             * @property {number} REFUSED=2 REFUSED value
             * @property {number} CHOSEN=3 CHOSEN value
             */
            PrepareReply.Verdict = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED"] = 0;
                values[valuesById[1] = "PROMISED"] = 1;
                values[valuesById[2] = "REFUSED"] = 2;
                values[valuesById[3] = "CHOSEN"] = 3;
                return values;
            })();

            return PrepareReply;
        })();

        v1.Reported = (function() {

            /**
             * Properties of a Reported.
             * @typedef {Object} gaios.v1.Reported.$Properties
             * @property {number} [instanceId] Reported instanceId
             * @property {number} [ballot] Reported ballot
             * @property {boolean} [chosen] Reported chosen
             * @property {Uint8Array} [value] Reported value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Reported.
             * @memberof gaios.v1
             * @interface IReported
             * @augments gaios.v1.Reported.$Properties
             * @deprecated Use gaios.v1.Reported.$Properties instead.
             */

            /**
             * Shape of a Reported.
             * @typedef {gaios.v1.Reported.$Properties} gaios.v1.Reported.$Shape
             */

            /**
             * Constructs a new Reported.
             * @memberof gaios.v1
             * @classdesc Represents a Reported.
             * @constructor
             * @param {gaios.v1.Reported.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Reported = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Reported instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.Reported
             * @instance
             */
            Reported.prototype.instanceId = 0;

            /**
             * Reported ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Reported
             * @instance
             */
            Reported.prototype.ballot = 0;

            /**
             * Reported chosen.
             * @member {boolean} chosen
             * @memberof gaios.v1.Reported
             * @instance
             */
            Reported.prototype.chosen = false;

            /**
             * Reported value.
             * @member {Uint8Array} value
             * @memberof gaios.v1.Reported
             * @instance
             */
            Reported.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified Reported message. Does not implicitly {@link gaios.v1.Reported.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Reported
             * @static
             * @param {gaios.v1.Reported.$Properties} message Reported message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Reported.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.instanceId);
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.ballot);
                if (message.chosen != null && $Object.hasOwnProperty.call(message, "chosen") && message.chosen !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.chosen);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Reported message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Reported
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Reported & gaios.v1.Reported.$Shape} Reported
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Reported.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Reported();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.chosen = value;
                            else
                                delete message.chosen;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reported;
        })();

        v1.Accept = (function() {

            /**
             * Properties of an Accept.
             * @typedef {Object} gaios.v1.Accept.$Properties
             * @property {number} [ballot] Accept ballot
             * @property {Array.<gaios.v1.InstanceValue.$Properties>} [entries] Accept entries
             * @property {number} [chosenUpTo] Accept chosenUpTo
             * @property {number} [checksum] Accept checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Accept.
             * @memberof gaios.v1
             * @interface IAccept
             * @augments gaios.v1.Accept.$Properties
             * @deprecated Use gaios.v1.Accept.$Properties instead.
             */

            /**
             * Shape of an Accept.
             * @typedef {gaios.v1.Accept.$Properties} gaios.v1.Accept.$Shape
             */

            /**
             * Constructs a new Accept.
             * @memberof gaios.v1
             * @classdesc Represents an Accept.
             * @constructor
             * @param {gaios.v1.Accept.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Accept = function (properties) {
                this.entries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Accept ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Accept
             * @instance
             */
            Accept.prototype.ballot = 0;

            /**
             * Accept entries.
             * @member {Array.<gaios.v1.InstanceValue>} entries
             * @memberof gaios.v1.Accept
             * @instance
             */
            Accept.prototype.entries = $util.emptyArray;

            /**
             * Accept chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.Accept
             * @instance
             */
            Accept.prototype.chosenUpTo = 0;

            /**
             * Accept checksum.
             * @member {number} checksum
             * @memberof gaios.v1.Accept
             * @instance
             */
            Accept.prototype.checksum = 0;

            /**
             * Encodes the specified Accept message. Does not implicitly {@link gaios.v1.Accept.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Accept
             * @static
             * @param {gaios.v1.Accept.$Properties} message Accept message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Accept.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.gaios.v1.InstanceValue.encode(message.entries[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.chosenUpTo);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 4, wireType 5 =*/37).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Accept message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Accept
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Accept & gaios.v1.Accept.$Shape} Accept
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Accept.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Accept();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push($root.gaios.v1.InstanceValue.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Accept;
        })();

        v1.InstanceValue = (function() {

            /**
             * Properties of an InstanceValue.
             * @typedef {Object} gaios.v1.InstanceValue.$Properties
             * @property {number} [instanceId] InstanceValue instanceId
             * @property {Uint8Array} [value] InstanceValue value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InstanceValue.
             * @memberof gaios.v1
             * @interface IInstanceValue
             * @augments gaios.v1.InstanceValue.$Properties
             * @deprecated Use gaios.v1.InstanceValue.$Properties instead.
             */

            /**
             * Shape of an InstanceValue.
             * @typedef {gaios.v1.InstanceValue.$Properties} gaios.v1.InstanceValue.$Shape
             */

            /**
             * Constructs a new InstanceValue.
             * @memberof gaios.v1
             * @classdesc Represents an InstanceValue.
             * @constructor
             * @param {gaios.v1.InstanceValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InstanceValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InstanceValue instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.InstanceValue
             * @instance
             */
            InstanceValue.prototype.instanceId = 0;

            /**
             * InstanceValue value.
             * @member {Uint8Array} value
             * @memberof gaios.v1.InstanceValue
             * @instance
             */
            InstanceValue.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified InstanceValue message. Does not implicitly {@link gaios.v1.InstanceValue.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.InstanceValue
             * @static
             * @param {gaios.v1.InstanceValue.$Properties} message InstanceValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InstanceValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.instanceId);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InstanceValue message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.InstanceValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.InstanceValue & gaios.v1.InstanceValue.$Shape} InstanceValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InstanceValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.InstanceValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InstanceValue;
        })();

        v1.AcceptReply = (function() {

            /**
             * Properties of an AcceptReply.
             * @typedef {Object} gaios.v1.AcceptReply.$Properties
             * @property {number} [ballot] AcceptReply ballot
             * @property {Uint8Array} [proposer] AcceptReply proposer
             * @property {gaios.v1.AcceptReply.Verdict} [verdict] AcceptReply verdict
             * @property {Array.<number>} [instanceIds] AcceptReply instanceIds
             * @property {number} [promised] AcceptReply promised
             * @property {number} [chosenUpTo] AcceptReply chosenUpTo
             * @property {number} [checksum] AcceptReply checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AcceptReply.
             * @memberof gaios.v1
             * @interface IAcceptReply
             * @augments gaios.v1.AcceptReply.$Properties
             * @deprecated Use gaios.v1.AcceptReply.$Properties instead.
             */

            /**
             * Shape of an AcceptReply.
             * @typedef {gaios.v1.AcceptReply.$Properties} gaios.v1.AcceptReply.$Shape
             */

            /**
             * Constructs a new AcceptReply.
             * @memberof gaios.v1
             * @classdesc Represents an AcceptReply.
             * @constructor
             * @param {gaios.v1.AcceptReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AcceptReply = function (properties) {
                this.instanceIds = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AcceptReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.ballot = 0;

            /**
             * AcceptReply proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.proposer = $util.newBuffer([]);

            /**
             * AcceptReply verdict.
             * @member {gaios.v1.AcceptReply.Verdict} verdict
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.verdict = 0;

            /**
             * AcceptReply instanceIds.
             * @member {Array.<number>} instanceIds
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.instanceIds = $util.emptyArray;

            /**
             * AcceptReply promised.
             * @member {number} promised
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.promised = 0;

            /**
             * AcceptReply chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.chosenUpTo = 0;

            /**
             * AcceptReply checksum.
             * @member {number} checksum
             * @memberof gaios.v1.AcceptReply
             * @instance
             */
            AcceptReply.prototype.checksum = 0;

            /**
             * Encodes the specified AcceptReply message. Does not implicitly {@link gaios.v1.AcceptReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AcceptReply
             * @static
             * @param {gaios.v1.AcceptReply.$Properties} message AcceptReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AcceptReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.verdict);
                if (message.instanceIds != null && message.instanceIds.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).doubles(message.instanceIds);
                if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && !$Object.is(message.promised, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.promised);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.chosenUpTo);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 7, wireType 5 =*/61).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AcceptReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AcceptReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AcceptReply & gaios.v1.AcceptReply.$Shape} AcceptReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AcceptReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AcceptReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.instanceIds && message.instanceIds.length))
                                    message.instanceIds = [];
                                reader.doubles(message.instanceIds);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.instanceIds && message.instanceIds.length))
                                message.instanceIds = [];
                            message.instanceIds.push(reader.double());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.promised = value;
                            else
                                delete message.promised;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Verdict enum.
             * @name gaios.v1.AcceptReply.Verdict
             * @enum {number}
             * @property {number} UNSPECIFIED=0 UNSPECIFIED value
             * @property {number} ACCEPTED=1 ACCEPTED value
             * @property {number} REFUSED=2 REFUSED value
             * @property {number} CHOSEN=3 CHOSEN value
             */
            AcceptReply.Verdict = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED"] = 0;
                values[valuesById[1] = "ACCEPTED"] = 1;
                values[valuesById[2] = "REFUSED"] = 2;
                values[valuesById[3] = "CHOSEN"] = 3;
                return values;
            })();

            return AcceptReply;
        })();

        v1.ProposerSendSuccess = (function() {

            /**
             * Properties of a ProposerSendSuccess.
             * @typedef {Object} gaios.v1.ProposerSendSuccess.$Properties
             * @property {number} [ballot] ProposerSendSuccess ballot
             * @property {number} [chosenUpTo] ProposerSendSuccess chosenUpTo
             * @property {number} [checksum] ProposerSendSuccess checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProposerSendSuccess.
             * @memberof gaios.v1
             * @interface IProposerSendSuccess
             * @augments gaios.v1.ProposerSendSuccess.$Properties
             * @deprecated Use gaios.v1.ProposerSendSuccess.$Properties instead.
             */

            /**
             * Shape of a ProposerSendSuccess.
             * @typedef {gaios.v1.ProposerSendSuccess.$Properties} gaios.v1.ProposerSendSuccess.$Shape
             */

            /**
             * Constructs a new ProposerSendSuccess.
             * @memberof gaios.v1
             * @classdesc Represents a ProposerSendSuccess.
             * @constructor
             * @param {gaios.v1.ProposerSendSuccess.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProposerSendSuccess = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ProposerSendSuccess ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ProposerSendSuccess
             * @instance
             */
            ProposerSendSuccess.prototype.ballot = 0;

            /**
             * ProposerSendSuccess chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.ProposerSendSuccess
             * @instance
             */
            ProposerSendSuccess.prototype.chosenUpTo = 0;

            /**
             * ProposerSendSuccess checksum.
             * @member {number} checksum
             * @memberof gaios.v1.ProposerSendSuccess
             * @instance
             */
            ProposerSendSuccess.prototype.checksum = 0;

            /**
             * Encodes the specified ProposerSendSuccess message. Does not implicitly {@link gaios.v1.ProposerSendSuccess.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ProposerSendSuccess
             * @static
             * @param {gaios.v1.ProposerSendSuccess.$Properties} message ProposerSendSuccess message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProposerSendSuccess.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.chosenUpTo);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 3, wireType 5 =*/29).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProposerSendSuccess message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ProposerSendSuccess
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ProposerSendSuccess & gaios.v1.ProposerSendSuccess.$Shape} ProposerSendSuccess
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProposerSendSuccess.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ProposerSendSuccess();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProposerSendSuccess;
        })();

        v1.ProposerSendSuccessReply = (function() {

            /**
             * Properties of a ProposerSendSuccessReply.
             * @typedef {Object} gaios.v1.ProposerSendSuccessReply.$Properties
             * @property {number} [ballot] ProposerSendSuccessReply ballot
             * @property {Uint8Array} [proposer] ProposerSendSuccessReply proposer
             * @property {number} [promised] ProposerSendSuccessReply promised
             * @property {number} [chosenUpTo] ProposerSendSuccessReply chosenUpTo
             * @property {number} [checksum] ProposerSendSuccessReply checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProposerSendSuccessReply.
             * @memberof gaios.v1
             * @interface IProposerSendSuccessReply
             * @augments gaios.v1.ProposerSendSuccessReply.$Properties
             * @deprecated Use gaios.v1.ProposerSendSuccessReply.$Properties instead.
             */

            /**
             * Shape of a ProposerSendSuccessReply.
             * @typedef {gaios.v1.ProposerSendSuccessReply.$Properties} gaios.v1.ProposerSendSuccessReply.$Shape
             */

            /**
             * Constructs a new ProposerSendSuccessReply.
             * @memberof gaios.v1
             * @classdesc Represents a ProposerSendSuccessReply.
             * @constructor
             * @param {gaios.v1.ProposerSendSuccessReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProposerSendSuccessReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ProposerSendSuccessReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @instance
             */
            ProposerSendSuccessReply.prototype.ballot = 0;

            /**
             * ProposerSendSuccessReply proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @instance
             */
            ProposerSendSuccessReply.prototype.proposer = $util.newBuffer([]);

            /**
             * ProposerSendSuccessReply promised.
             * @member {number} promised
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @instance
             */
            ProposerSendSuccessReply.prototype.promised = 0;

            /**
             * ProposerSendSuccessReply chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @instance
             */
            ProposerSendSuccessReply.prototype.chosenUpTo = 0;

            /**
             * ProposerSendSuccessReply checksum.
             * @member {number} checksum
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @instance
             */
            ProposerSendSuccessReply.prototype.checksum = 0;

            /**
             * Encodes the specified ProposerSendSuccessReply message. Does not implicitly {@link gaios.v1.ProposerSendSuccessReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @static
             * @param {gaios.v1.ProposerSendSuccessReply.$Properties} message ProposerSendSuccessReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProposerSendSuccessReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && !$Object.is(message.promised, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.promised);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.chosenUpTo);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 5, wireType 5 =*/45).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProposerSendSuccessReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ProposerSendSuccessReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ProposerSendSuccessReply & gaios.v1.ProposerSendSuccessReply.$Shape} ProposerSendSuccessReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProposerSendSuccessReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ProposerSendSuccessReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.promised = value;
                            else
                                delete message.promised;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProposerSendSuccessReply;
        })();

        v1.Release = (function() {

            /**
             * Properties of a Release.
             * @typedef {Object} gaios.v1.Release.$Properties
             * @property {number} [ballot] Release ballot
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Release.
             * @memberof gaios.v1
             * @interface IRelease
             * @augments gaios.v1.Release.$Properties
             * @deprecated Use gaios.v1.Release.$Properties instead.
             */

            /**
             * Shape of a Release.
             * @typedef {gaios.v1.Release.$Properties} gaios.v1.Release.$Shape
             */

            /**
             * Constructs a new Release.
             * @memberof gaios.v1
             * @classdesc Represents a Release.
             * @constructor
             * @param {gaios.v1.Release.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Release = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Release ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Release
             * @instance
             */
            Release.prototype.ballot = 0;

            /**
             * Encodes the specified Release message. Does not implicitly {@link gaios.v1.Release.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Release
             * @static
             * @param {gaios.v1.Release.$Properties} message Release message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Release.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Release message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Release
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Release & gaios.v1.Release.$Shape} Release
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Release.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Release();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Release;
        })();

        v1.ReleaseReply = (function() {

            /**
             * Properties of a ReleaseReply.
             * @typedef {Object} gaios.v1.ReleaseReply.$Properties
             * @property {number} [ballot] ReleaseReply ballot
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleaseReply.
             * @memberof gaios.v1
             * @interface IReleaseReply
             * @augments gaios.v1.ReleaseReply.$Properties
             * @deprecated Use gaios.v1.ReleaseReply.$Properties instead.
             */

            /**
             * Shape of a ReleaseReply.
             * @typedef {gaios.v1.ReleaseReply.$Properties} gaios.v1.ReleaseReply.$Shape
             */

            /**
             * Constructs a new ReleaseReply.
             * @memberof gaios.v1
             * @classdesc Represents a ReleaseReply.
             * @constructor
             * @param {gaios.v1.ReleaseReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleaseReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReleaseReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ReleaseReply
             * @instance
             */
            ReleaseReply.prototype.ballot = 0;

            /**
             * Encodes the specified ReleaseReply message. Does not implicitly {@link gaios.v1.ReleaseReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ReleaseReply
             * @static
             * @param {gaios.v1.ReleaseReply.$Properties} message ReleaseReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleaseReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleaseReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ReleaseReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ReleaseReply & gaios.v1.ReleaseReply.$Shape} ReleaseReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleaseReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ReleaseReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleaseReply;
        })();

        v1.Fortified = (function() {

            /**
             * Properties of a Fortified.
             * @typedef {Object} gaios.v1.Fortified.$Properties
             * @property {number} [ballot] Fortified ballot
             * @property {Uint8Array} [proposer] Fortified proposer
             * @property {number} [boot] Fortified boot
             * @property {number} [epoch] Fortified epoch
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Fortified.
             * @memberof gaios.v1
             * @interface IFortified
             * @augments gaios.v1.Fortified.$Properties
             * @deprecated Use gaios.v1.Fortified.$Properties instead.
             */

            /**
             * Shape of a Fortified.
             * @typedef {gaios.v1.Fortified.$Properties} gaios.v1.Fortified.$Shape
             */

            /**
             * Constructs a new Fortified.
             * @memberof gaios.v1
             * @classdesc Represents a Fortified.
             * @constructor
             * @param {gaios.v1.Fortified.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Fortified = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Fortified ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Fortified
             * @instance
             */
            Fortified.prototype.ballot = 0;

            /**
             * Fortified proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.Fortified
             * @instance
             */
            Fortified.prototype.proposer = $util.newBuffer([]);

            /**
             * Fortified boot.
             * @member {number} boot
             * @memberof gaios.v1.Fortified
             * @instance
             */
            Fortified.prototype.boot = 0;

            /**
             * Fortified epoch.
             * @member {number} epoch
             * @memberof gaios.v1.Fortified
             * @instance
             */
            Fortified.prototype.epoch = 0;

            /**
             * Encodes the specified Fortified message. Does not implicitly {@link gaios.v1.Fortified.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Fortified
             * @static
             * @param {gaios.v1.Fortified.$Properties} message Fortified message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Fortified.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.boot);
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && !$Object.is(message.epoch, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.epoch);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Fortified message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Fortified
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Fortified & gaios.v1.Fortified.$Shape} Fortified
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Fortified.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Fortified();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Fortified;
        })();

        v1.RefusedFor = (function() {

            /**
             * Properties of a RefusedFor.
             * @typedef {Object} gaios.v1.RefusedFor.$Properties
             * @property {number} [ballot] RefusedFor ballot
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusedFor.
             * @memberof gaios.v1
             * @interface IRefusedFor
             * @augments gaios.v1.RefusedFor.$Properties
             * @deprecated Use gaios.v1.RefusedFor.$Properties instead.
             */

            /**
             * Shape of a RefusedFor.
             * @typedef {gaios.v1.RefusedFor.$Properties} gaios.v1.RefusedFor.$Shape
             */

            /**
             * Constructs a new RefusedFor.
             * @memberof gaios.v1
             * @classdesc Represents a RefusedFor.
             * @constructor
             * @param {gaios.v1.RefusedFor.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusedFor = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusedFor ballot.
             * @member {number} ballot
             * @memberof gaios.v1.RefusedFor
             * @instance
             */
            RefusedFor.prototype.ballot = 0;

            /**
             * Encodes the specified RefusedFor message. Does not implicitly {@link gaios.v1.RefusedFor.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.RefusedFor
             * @static
             * @param {gaios.v1.RefusedFor.$Properties} message RefusedFor message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusedFor.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusedFor message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.RefusedFor
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.RefusedFor & gaios.v1.RefusedFor.$Shape} RefusedFor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusedFor.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.RefusedFor();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusedFor;
        })();

        v1.Transfer = (function() {

            /**
             * Properties of a Transfer.
             * @typedef {Object} gaios.v1.Transfer.$Properties
             * @property {number} [ballot] Transfer ballot
             * @property {number} [chosenUpTo] Transfer chosenUpTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Transfer.
             * @memberof gaios.v1
             * @interface ITransfer
             * @augments gaios.v1.Transfer.$Properties
             * @deprecated Use gaios.v1.Transfer.$Properties instead.
             */

            /**
             * Shape of a Transfer.
             * @typedef {gaios.v1.Transfer.$Properties} gaios.v1.Transfer.$Shape
             */

            /**
             * Constructs a new Transfer.
             * @memberof gaios.v1
             * @classdesc Represents a Transfer.
             * @constructor
             * @param {gaios.v1.Transfer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Transfer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Transfer ballot.
             * @member {number} ballot
             * @memberof gaios.v1.Transfer
             * @instance
             */
            Transfer.prototype.ballot = 0;

            /**
             * Transfer chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.Transfer
             * @instance
             */
            Transfer.prototype.chosenUpTo = 0;

            /**
             * Encodes the specified Transfer message. Does not implicitly {@link gaios.v1.Transfer.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Transfer
             * @static
             * @param {gaios.v1.Transfer.$Properties} message Transfer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Transfer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.chosenUpTo);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Transfer message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Transfer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Transfer & gaios.v1.Transfer.$Shape} Transfer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Transfer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Transfer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Transfer;
        })();

        v1.ReleasedTo = (function() {

            /**
             * Properties of a ReleasedTo.
             * @typedef {Object} gaios.v1.ReleasedTo.$Properties
             * @property {number} [ballot] ReleasedTo ballot
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleasedTo.
             * @memberof gaios.v1
             * @interface IReleasedTo
             * @augments gaios.v1.ReleasedTo.$Properties
             * @deprecated Use gaios.v1.ReleasedTo.$Properties instead.
             */

            /**
             * Shape of a ReleasedTo.
             * @typedef {gaios.v1.ReleasedTo.$Properties} gaios.v1.ReleasedTo.$Shape
             */

            /**
             * Constructs a new ReleasedTo.
             * @memberof gaios.v1
             * @classdesc Represents a ReleasedTo.
             * @constructor
             * @param {gaios.v1.ReleasedTo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleasedTo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReleasedTo ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ReleasedTo
             * @instance
             */
            ReleasedTo.prototype.ballot = 0;

            /**
             * Encodes the specified ReleasedTo message. Does not implicitly {@link gaios.v1.ReleasedTo.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ReleasedTo
             * @static
             * @param {gaios.v1.ReleasedTo.$Properties} message ReleasedTo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleasedTo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleasedTo message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ReleasedTo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ReleasedTo & gaios.v1.ReleasedTo.$Shape} ReleasedTo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleasedTo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ReleasedTo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleasedTo;
        })();

        v1.AskForLearn = (function() {

            /**
             * Properties of an AskForLearn.
             * @typedef {Object} gaios.v1.AskForLearn.$Properties
             * @property {number} [from] AskForLearn from
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForLearn.
             * @memberof gaios.v1
             * @interface IAskForLearn
             * @augments gaios.v1.AskForLearn.$Properties
             * @deprecated Use gaios.v1.AskForLearn.$Properties instead.
             */

            /**
             * Shape of an AskForLearn.
             * @typedef {gaios.v1.AskForLearn.$Properties} gaios.v1.AskForLearn.$Shape
             */

            /**
             * Constructs a new AskForLearn.
             * @memberof gaios.v1
             * @classdesc Represents an AskForLearn.
             * @constructor
             * @param {gaios.v1.AskForLearn.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForLearn = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForLearn from.
             * @member {number} from
             * @memberof gaios.v1.AskForLearn
             * @instance
             */
            AskForLearn.prototype.from = 0;

            /**
             * Encodes the specified AskForLearn message. Does not implicitly {@link gaios.v1.AskForLearn.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForLearn
             * @static
             * @param {gaios.v1.AskForLearn.$Properties} message AskForLearn message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForLearn.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.from);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForLearn message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForLearn
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForLearn & gaios.v1.AskForLearn.$Shape} AskForLearn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForLearn.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForLearn();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForLearn;
        })();

        v1.SendNowInstanceId = (function() {

            /**
             * Properties of a SendNowInstanceId.
             * @typedef {Object} gaios.v1.SendNowInstanceId.$Properties
             * @property {number} [chosenUpTo] SendNowInstanceId chosenUpTo
             * @property {number} [minChosen] SendNowInstanceId minChosen
             * @property {number} [leader] SendNowInstanceId leader
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendNowInstanceId.
             * @memberof gaios.v1
             * @interface ISendNowInstanceId
             * @augments gaios.v1.SendNowInstanceId.$Properties
             * @deprecated Use gaios.v1.SendNowInstanceId.$Properties instead.
             */

            /**
             * Shape of a SendNowInstanceId.
             * @typedef {gaios.v1.SendNowInstanceId.$Properties} gaios.v1.SendNowInstanceId.$Shape
             */

            /**
             * Constructs a new SendNowInstanceId.
             * @memberof gaios.v1
             * @classdesc Represents a SendNowInstanceId.
             * @constructor
             * @param {gaios.v1.SendNowInstanceId.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendNowInstanceId = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendNowInstanceId chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.SendNowInstanceId
             * @instance
             */
            SendNowInstanceId.prototype.chosenUpTo = 0;

            /**
             * SendNowInstanceId minChosen.
             * @member {number} minChosen
             * @memberof gaios.v1.SendNowInstanceId
             * @instance
             */
            SendNowInstanceId.prototype.minChosen = 0;

            /**
             * SendNowInstanceId leader.
             * @member {number} leader
             * @memberof gaios.v1.SendNowInstanceId
             * @instance
             */
            SendNowInstanceId.prototype.leader = 0;

            /**
             * Encodes the specified SendNowInstanceId message. Does not implicitly {@link gaios.v1.SendNowInstanceId.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendNowInstanceId
             * @static
             * @param {gaios.v1.SendNowInstanceId.$Properties} message SendNowInstanceId message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendNowInstanceId.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.chosenUpTo);
                if (message.minChosen != null && $Object.hasOwnProperty.call(message, "minChosen") && !$Object.is(message.minChosen, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.minChosen);
                if (message.leader != null && $Object.hasOwnProperty.call(message, "leader") && message.leader !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.leader);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendNowInstanceId message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendNowInstanceId
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendNowInstanceId & gaios.v1.SendNowInstanceId.$Shape} SendNowInstanceId
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendNowInstanceId.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendNowInstanceId();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.minChosen = value;
                            else
                                delete message.minChosen;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leader = value;
                            else
                                delete message.leader;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SendNowInstanceId;
        })();

        v1.ConfirmAskForLearn = (function() {

            /**
             * Properties of a ConfirmAskForLearn.
             * @typedef {Object} gaios.v1.ConfirmAskForLearn.$Properties
             * @property {number} [from] ConfirmAskForLearn from
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ConfirmAskForLearn.
             * @memberof gaios.v1
             * @interface IConfirmAskForLearn
             * @augments gaios.v1.ConfirmAskForLearn.$Properties
             * @deprecated Use gaios.v1.ConfirmAskForLearn.$Properties instead.
             */

            /**
             * Shape of a ConfirmAskForLearn.
             * @typedef {gaios.v1.ConfirmAskForLearn.$Properties} gaios.v1.ConfirmAskForLearn.$Shape
             */

            /**
             * Constructs a new ConfirmAskForLearn.
             * @memberof gaios.v1
             * @classdesc Represents a ConfirmAskForLearn.
             * @constructor
             * @param {gaios.v1.ConfirmAskForLearn.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ConfirmAskForLearn = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ConfirmAskForLearn from.
             * @member {number} from
             * @memberof gaios.v1.ConfirmAskForLearn
             * @instance
             */
            ConfirmAskForLearn.prototype.from = 0;

            /**
             * Encodes the specified ConfirmAskForLearn message. Does not implicitly {@link gaios.v1.ConfirmAskForLearn.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ConfirmAskForLearn
             * @static
             * @param {gaios.v1.ConfirmAskForLearn.$Properties} message ConfirmAskForLearn message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ConfirmAskForLearn.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && !$Object.is(message.from, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.from);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ConfirmAskForLearn message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ConfirmAskForLearn
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmAskForLearn & gaios.v1.ConfirmAskForLearn.$Shape} ConfirmAskForLearn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ConfirmAskForLearn.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ConfirmAskForLearn();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ConfirmAskForLearn;
        })();

        v1.SendLearnValue = (function() {

            /**
             * Properties of a SendLearnValue.
             * @typedef {Object} gaios.v1.SendLearnValue.$Properties
             * @property {Array.<gaios.v1.LearnedValue.$Properties>} [entries] SendLearnValue entries
             * @property {number} [chosenUpTo] SendLearnValue chosenUpTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendLearnValue.
             * @memberof gaios.v1
             * @interface ISendLearnValue
             * @augments gaios.v1.SendLearnValue.$Properties
             * @deprecated Use gaios.v1.SendLearnValue.$Properties instead.
             */

            /**
             * Shape of a SendLearnValue.
             * @typedef {gaios.v1.SendLearnValue.$Properties} gaios.v1.SendLearnValue.$Shape
             */

            /**
             * Constructs a new SendLearnValue.
             * @memberof gaios.v1
             * @classdesc Represents a SendLearnValue.
             * @constructor
             * @param {gaios.v1.SendLearnValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendLearnValue = function (properties) {
                this.entries = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendLearnValue entries.
             * @member {Array.<gaios.v1.LearnedValue>} entries
             * @memberof gaios.v1.SendLearnValue
             * @instance
             */
            SendLearnValue.prototype.entries = $util.emptyArray;

            /**
             * SendLearnValue chosenUpTo.
             * @member {number} chosenUpTo
             * @memberof gaios.v1.SendLearnValue
             * @instance
             */
            SendLearnValue.prototype.chosenUpTo = 0;

            /**
             * Encodes the specified SendLearnValue message. Does not implicitly {@link gaios.v1.SendLearnValue.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendLearnValue
             * @static
             * @param {gaios.v1.SendLearnValue.$Properties} message SendLearnValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendLearnValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.gaios.v1.LearnedValue.encode(message.entries[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.chosenUpTo != null && $Object.hasOwnProperty.call(message, "chosenUpTo") && !$Object.is(message.chosenUpTo, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.chosenUpTo);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendLearnValue message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendLearnValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendLearnValue & gaios.v1.SendLearnValue.$Shape} SendLearnValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendLearnValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendLearnValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.entries && message.entries.length))
                                message.entries = [];
                            message.entries.push($root.gaios.v1.LearnedValue.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.chosenUpTo = value;
                            else
                                delete message.chosenUpTo;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SendLearnValue;
        })();

        v1.LearnedValue = (function() {

            /**
             * Properties of a LearnedValue.
             * @typedef {Object} gaios.v1.LearnedValue.$Properties
             * @property {number} [instanceId] LearnedValue instanceId
             * @property {number} [ballot] LearnedValue ballot
             * @property {Uint8Array} [value] LearnedValue value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LearnedValue.
             * @memberof gaios.v1
             * @interface ILearnedValue
             * @augments gaios.v1.LearnedValue.$Properties
             * @deprecated Use gaios.v1.LearnedValue.$Properties instead.
             */

            /**
             * Shape of a LearnedValue.
             * @typedef {gaios.v1.LearnedValue.$Properties} gaios.v1.LearnedValue.$Shape
             */

            /**
             * Constructs a new LearnedValue.
             * @memberof gaios.v1
             * @classdesc Represents a LearnedValue.
             * @constructor
             * @param {gaios.v1.LearnedValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LearnedValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LearnedValue instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.LearnedValue
             * @instance
             */
            LearnedValue.prototype.instanceId = 0;

            /**
             * LearnedValue ballot.
             * @member {number} ballot
             * @memberof gaios.v1.LearnedValue
             * @instance
             */
            LearnedValue.prototype.ballot = 0;

            /**
             * LearnedValue value.
             * @member {Uint8Array} value
             * @memberof gaios.v1.LearnedValue
             * @instance
             */
            LearnedValue.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified LearnedValue message. Does not implicitly {@link gaios.v1.LearnedValue.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.LearnedValue
             * @static
             * @param {gaios.v1.LearnedValue.$Properties} message LearnedValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LearnedValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.instanceId);
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.ballot);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LearnedValue message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.LearnedValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.LearnedValue & gaios.v1.LearnedValue.$Shape} LearnedValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LearnedValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.LearnedValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LearnedValue;
        })();

        v1.SendLearnValueAck = (function() {

            /**
             * Properties of a SendLearnValueAck.
             * @typedef {Object} gaios.v1.SendLearnValueAck.$Properties
             * @property {number} [upTo] SendLearnValueAck upTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendLearnValueAck.
             * @memberof gaios.v1
             * @interface ISendLearnValueAck
             * @augments gaios.v1.SendLearnValueAck.$Properties
             * @deprecated Use gaios.v1.SendLearnValueAck.$Properties instead.
             */

            /**
             * Shape of a SendLearnValueAck.
             * @typedef {gaios.v1.SendLearnValueAck.$Properties} gaios.v1.SendLearnValueAck.$Shape
             */

            /**
             * Constructs a new SendLearnValueAck.
             * @memberof gaios.v1
             * @classdesc Represents a SendLearnValueAck.
             * @constructor
             * @param {gaios.v1.SendLearnValueAck.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendLearnValueAck = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendLearnValueAck upTo.
             * @member {number} upTo
             * @memberof gaios.v1.SendLearnValueAck
             * @instance
             */
            SendLearnValueAck.prototype.upTo = 0;

            /**
             * Encodes the specified SendLearnValueAck message. Does not implicitly {@link gaios.v1.SendLearnValueAck.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendLearnValueAck
             * @static
             * @param {gaios.v1.SendLearnValueAck.$Properties} message SendLearnValueAck message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendLearnValueAck.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.upTo != null && $Object.hasOwnProperty.call(message, "upTo") && !$Object.is(message.upTo, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.upTo);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendLearnValueAck message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendLearnValueAck
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendLearnValueAck & gaios.v1.SendLearnValueAck.$Shape} SendLearnValueAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendLearnValueAck.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendLearnValueAck();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.upTo = value;
                            else
                                delete message.upTo;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SendLearnValueAck;
        })();

        v1.SendNewValue = (function() {

            /**
             * Properties of a SendNewValue.
             * @typedef {Object} gaios.v1.SendNewValue.$Properties
             * @property {number} [boot] SendNewValue boot
             * @property {Array.<gaios.v1.ProposalUnit.$Properties>} [units] SendNewValue units
             * @property {number} [origin] SendNewValue origin
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendNewValue.
             * @memberof gaios.v1
             * @interface ISendNewValue
             * @augments gaios.v1.SendNewValue.$Properties
             * @deprecated Use gaios.v1.SendNewValue.$Properties instead.
             */

            /**
             * Shape of a SendNewValue.
             * @typedef {gaios.v1.SendNewValue.$Properties} gaios.v1.SendNewValue.$Shape
             */

            /**
             * Constructs a new SendNewValue.
             * @memberof gaios.v1
             * @classdesc Represents a SendNewValue.
             * @constructor
             * @param {gaios.v1.SendNewValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendNewValue = function (properties) {
                this.units = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendNewValue boot.
             * @member {number} boot
             * @memberof gaios.v1.SendNewValue
             * @instance
             */
            SendNewValue.prototype.boot = 0;

            /**
             * SendNewValue units.
             * @member {Array.<gaios.v1.ProposalUnit>} units
             * @memberof gaios.v1.SendNewValue
             * @instance
             */
            SendNewValue.prototype.units = $util.emptyArray;

            /**
             * SendNewValue origin.
             * @member {number} origin
             * @memberof gaios.v1.SendNewValue
             * @instance
             */
            SendNewValue.prototype.origin = 0;

            /**
             * Encodes the specified SendNewValue message. Does not implicitly {@link gaios.v1.SendNewValue.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendNewValue
             * @static
             * @param {gaios.v1.SendNewValue.$Properties} message SendNewValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendNewValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.units != null && message.units.length)
                    for (let i = 0; i < message.units.length; ++i)
                        $root.gaios.v1.ProposalUnit.encode(message.units[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.origin);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendNewValue message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendNewValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendNewValue & gaios.v1.SendNewValue.$Shape} SendNewValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendNewValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendNewValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.units && message.units.length))
                                message.units = [];
                            message.units.push($root.gaios.v1.ProposalUnit.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.origin = value;
                            else
                                delete message.origin;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SendNewValue;
        })();

        v1.ProposalUnit = (function() {

            /**
             * Properties of a ProposalUnit.
             * @typedef {Object} gaios.v1.ProposalUnit.$Properties
             * @property {Array.<gaios.v1.Proposal.$Properties>} [proposals] ProposalUnit proposals
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProposalUnit.
             * @memberof gaios.v1
             * @interface IProposalUnit
             * @augments gaios.v1.ProposalUnit.$Properties
             * @deprecated Use gaios.v1.ProposalUnit.$Properties instead.
             */

            /**
             * Shape of a ProposalUnit.
             * @typedef {gaios.v1.ProposalUnit.$Properties} gaios.v1.ProposalUnit.$Shape
             */

            /**
             * Constructs a new ProposalUnit.
             * @memberof gaios.v1
             * @classdesc Represents a ProposalUnit.
             * @constructor
             * @param {gaios.v1.ProposalUnit.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProposalUnit = function (properties) {
                this.proposals = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ProposalUnit proposals.
             * @member {Array.<gaios.v1.Proposal>} proposals
             * @memberof gaios.v1.ProposalUnit
             * @instance
             */
            ProposalUnit.prototype.proposals = $util.emptyArray;

            /**
             * Encodes the specified ProposalUnit message. Does not implicitly {@link gaios.v1.ProposalUnit.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ProposalUnit
             * @static
             * @param {gaios.v1.ProposalUnit.$Properties} message ProposalUnit message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProposalUnit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.proposals != null && message.proposals.length)
                    for (let i = 0; i < message.proposals.length; ++i)
                        $root.gaios.v1.Proposal.encode(message.proposals[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProposalUnit message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ProposalUnit
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ProposalUnit & gaios.v1.ProposalUnit.$Shape} ProposalUnit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProposalUnit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ProposalUnit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.proposals && message.proposals.length))
                                message.proposals = [];
                            message.proposals.push($root.gaios.v1.Proposal.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProposalUnit;
        })();

        v1.Proposal = (function() {

            /**
             * Properties of a Proposal.
             * @typedef {Object} gaios.v1.Proposal.$Properties
             * @property {number} [nodeId] Proposal nodeId
             * @property {Uint8Array} [storageId] Proposal storageId
             * @property {number} [boot] Proposal boot
             * @property {number} [seq] Proposal seq
             * @property {number} [floor] Proposal floor
             * @property {number} [smId] Proposal smId
             * @property {Uint8Array} [payload] Proposal payload
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Proposal.
             * @memberof gaios.v1
             * @interface IProposal
             * @augments gaios.v1.Proposal.$Properties
             * @deprecated Use gaios.v1.Proposal.$Properties instead.
             */

            /**
             * Shape of a Proposal.
             * @typedef {gaios.v1.Proposal.$Properties} gaios.v1.Proposal.$Shape
             */

            /**
             * Constructs a new Proposal.
             * @memberof gaios.v1
             * @classdesc Represents a Proposal.
             * @constructor
             * @param {gaios.v1.Proposal.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Proposal = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Proposal nodeId.
             * @member {number} nodeId
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.nodeId = 0;

            /**
             * Proposal storageId.
             * @member {Uint8Array} storageId
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.storageId = $util.newBuffer([]);

            /**
             * Proposal boot.
             * @member {number} boot
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.boot = 0;

            /**
             * Proposal seq.
             * @member {number} seq
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.seq = 0;

            /**
             * Proposal floor.
             * @member {number} floor
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.floor = 0;

            /**
             * Proposal smId.
             * @member {number} smId
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.smId = 0;

            /**
             * Proposal payload.
             * @member {Uint8Array} payload
             * @memberof gaios.v1.Proposal
             * @instance
             */
            Proposal.prototype.payload = $util.newBuffer([]);

            /**
             * Encodes the specified Proposal message. Does not implicitly {@link gaios.v1.Proposal.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.Proposal
             * @static
             * @param {gaios.v1.Proposal.$Properties} message Proposal message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Proposal.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.nodeId);
                if (message.storageId != null && $Object.hasOwnProperty.call(message, "storageId") && message.storageId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.storageId);
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.boot);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && !$Object.is(message.seq, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.seq);
                if (message.floor != null && $Object.hasOwnProperty.call(message, "floor") && !$Object.is(message.floor, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.floor);
                if (message.smId != null && $Object.hasOwnProperty.call(message, "smId") && message.smId !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.smId);
                if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.payload);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Proposal message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.Proposal
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.Proposal & gaios.v1.Proposal.$Shape} Proposal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Proposal.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.Proposal();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nodeId = value;
                            else
                                delete message.nodeId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.storageId = value;
                            else
                                delete message.storageId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.floor = value;
                            else
                                delete message.floor;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.smId = value;
                            else
                                delete message.smId;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.payload = value;
                            else
                                delete message.payload;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Proposal;
        })();

        v1.SendNewValueReply = (function() {

            /**
             * Properties of a SendNewValueReply.
             * @typedef {Object} gaios.v1.SendNewValueReply.$Properties
             * @property {number} [boot] SendNewValueReply boot
             * @property {gaios.v1.SendNewValueReply.Verdict} [verdict] SendNewValueReply verdict
             * @property {number} [expected] SendNewValueReply expected
             * @property {number} [leader] SendNewValueReply leader
             * @property {number} [ballot] SendNewValueReply ballot
             * @property {number} [origin] SendNewValueReply origin
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SendNewValueReply.
             * @memberof gaios.v1
             * @interface ISendNewValueReply
             * @augments gaios.v1.SendNewValueReply.$Properties
             * @deprecated Use gaios.v1.SendNewValueReply.$Properties instead.
             */

            /**
             * Shape of a SendNewValueReply.
             * @typedef {gaios.v1.SendNewValueReply.$Properties} gaios.v1.SendNewValueReply.$Shape
             */

            /**
             * Constructs a new SendNewValueReply.
             * @memberof gaios.v1
             * @classdesc Represents a SendNewValueReply.
             * @constructor
             * @param {gaios.v1.SendNewValueReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SendNewValueReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SendNewValueReply boot.
             * @member {number} boot
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.boot = 0;

            /**
             * SendNewValueReply verdict.
             * @member {gaios.v1.SendNewValueReply.Verdict} verdict
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.verdict = 0;

            /**
             * SendNewValueReply expected.
             * @member {number} expected
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.expected = 0;

            /**
             * SendNewValueReply leader.
             * @member {number} leader
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.leader = 0;

            /**
             * SendNewValueReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.ballot = 0;

            /**
             * SendNewValueReply origin.
             * @member {number} origin
             * @memberof gaios.v1.SendNewValueReply
             * @instance
             */
            SendNewValueReply.prototype.origin = 0;

            /**
             * Encodes the specified SendNewValueReply message. Does not implicitly {@link gaios.v1.SendNewValueReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.SendNewValueReply
             * @static
             * @param {gaios.v1.SendNewValueReply.$Properties} message SendNewValueReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SendNewValueReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.verdict != null && $Object.hasOwnProperty.call(message, "verdict") && message.verdict !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.verdict);
                if (message.expected != null && $Object.hasOwnProperty.call(message, "expected") && !$Object.is(message.expected, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.expected);
                if (message.leader != null && $Object.hasOwnProperty.call(message, "leader") && message.leader !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.leader);
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.ballot);
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.origin);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SendNewValueReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.SendNewValueReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.SendNewValueReply & gaios.v1.SendNewValueReply.$Shape} SendNewValueReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SendNewValueReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.SendNewValueReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.verdict = value;
                            else
                                delete message.verdict;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.expected = value;
                            else
                                delete message.expected;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.leader = value;
                            else
                                delete message.leader;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.origin = value;
                            else
                                delete message.origin;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Verdict enum.
             * @name gaios.v1.SendNewValueReply.Verdict
             * @enum {number}
             * @property {number} UNSPECIFIED=0 UNSPECIFIED value
             * @property {number} GAP=1 GAP value
             * @property {number} FULL=2 FULL value
             * @property {number} NOT_LEADER=3 NOT_LEADER value
             */
            SendNewValueReply.Verdict = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "UNSPECIFIED"] = 0;
                values[valuesById[1] = "GAP"] = 1;
                values[valuesById[2] = "FULL"] = 2;
                values[valuesById[3] = "NOT_LEADER"] = 3;
                return values;
            })();

            return SendNewValueReply;
        })();

        v1.AskForReadIndex = (function() {

            /**
             * Properties of an AskForReadIndex.
             * @typedef {Object} gaios.v1.AskForReadIndex.$Properties
             * @property {number} [boot] AskForReadIndex boot
             * @property {number} [requestId] AskForReadIndex requestId
             * @property {number} [origin] AskForReadIndex origin
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AskForReadIndex.
             * @memberof gaios.v1
             * @interface IAskForReadIndex
             * @augments gaios.v1.AskForReadIndex.$Properties
             * @deprecated Use gaios.v1.AskForReadIndex.$Properties instead.
             */

            /**
             * Shape of an AskForReadIndex.
             * @typedef {gaios.v1.AskForReadIndex.$Properties} gaios.v1.AskForReadIndex.$Shape
             */

            /**
             * Constructs a new AskForReadIndex.
             * @memberof gaios.v1
             * @classdesc Represents an AskForReadIndex.
             * @constructor
             * @param {gaios.v1.AskForReadIndex.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AskForReadIndex = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AskForReadIndex boot.
             * @member {number} boot
             * @memberof gaios.v1.AskForReadIndex
             * @instance
             */
            AskForReadIndex.prototype.boot = 0;

            /**
             * AskForReadIndex requestId.
             * @member {number} requestId
             * @memberof gaios.v1.AskForReadIndex
             * @instance
             */
            AskForReadIndex.prototype.requestId = 0;

            /**
             * AskForReadIndex origin.
             * @member {number} origin
             * @memberof gaios.v1.AskForReadIndex
             * @instance
             */
            AskForReadIndex.prototype.origin = 0;

            /**
             * Encodes the specified AskForReadIndex message. Does not implicitly {@link gaios.v1.AskForReadIndex.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.AskForReadIndex
             * @static
             * @param {gaios.v1.AskForReadIndex.$Properties} message AskForReadIndex message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AskForReadIndex.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && !$Object.is(message.requestId, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.requestId);
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.origin);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AskForReadIndex message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.AskForReadIndex
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.AskForReadIndex & gaios.v1.AskForReadIndex.$Shape} AskForReadIndex
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AskForReadIndex.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.AskForReadIndex();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.requestId = value;
                            else
                                delete message.requestId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.origin = value;
                            else
                                delete message.origin;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AskForReadIndex;
        })();

        v1.ReadIndex = (function() {

            /**
             * Properties of a ReadIndex.
             * @typedef {Object} gaios.v1.ReadIndex.$Properties
             * @property {number} [boot] ReadIndex boot
             * @property {number} [requestId] ReadIndex requestId
             * @property {number} [instanceId] ReadIndex instanceId
             * @property {number} [origin] ReadIndex origin
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadIndex.
             * @memberof gaios.v1
             * @interface IReadIndex
             * @augments gaios.v1.ReadIndex.$Properties
             * @deprecated Use gaios.v1.ReadIndex.$Properties instead.
             */

            /**
             * Shape of a ReadIndex.
             * @typedef {gaios.v1.ReadIndex.$Properties} gaios.v1.ReadIndex.$Shape
             */

            /**
             * Constructs a new ReadIndex.
             * @memberof gaios.v1
             * @classdesc Represents a ReadIndex.
             * @constructor
             * @param {gaios.v1.ReadIndex.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadIndex = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadIndex boot.
             * @member {number} boot
             * @memberof gaios.v1.ReadIndex
             * @instance
             */
            ReadIndex.prototype.boot = 0;

            /**
             * ReadIndex requestId.
             * @member {number} requestId
             * @memberof gaios.v1.ReadIndex
             * @instance
             */
            ReadIndex.prototype.requestId = 0;

            /**
             * ReadIndex instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.ReadIndex
             * @instance
             */
            ReadIndex.prototype.instanceId = 0;

            /**
             * ReadIndex origin.
             * @member {number} origin
             * @memberof gaios.v1.ReadIndex
             * @instance
             */
            ReadIndex.prototype.origin = 0;

            /**
             * Encodes the specified ReadIndex message. Does not implicitly {@link gaios.v1.ReadIndex.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ReadIndex
             * @static
             * @param {gaios.v1.ReadIndex.$Properties} message ReadIndex message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadIndex.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.boot);
                if (message.requestId != null && $Object.hasOwnProperty.call(message, "requestId") && !$Object.is(message.requestId, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.requestId);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.instanceId);
                if (message.origin != null && $Object.hasOwnProperty.call(message, "origin") && message.origin !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.origin);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadIndex message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ReadIndex
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ReadIndex & gaios.v1.ReadIndex.$Shape} ReadIndex
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadIndex.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ReadIndex();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.requestId = value;
                            else
                                delete message.requestId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.origin = value;
                            else
                                delete message.origin;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReadIndex;
        })();

        v1.ConfirmLeader = (function() {

            /**
             * Properties of a ConfirmLeader.
             * @typedef {Object} gaios.v1.ConfirmLeader.$Properties
             * @property {number} [ballot] ConfirmLeader ballot
             * @property {number} [round] ConfirmLeader round
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ConfirmLeader.
             * @memberof gaios.v1
             * @interface IConfirmLeader
             * @augments gaios.v1.ConfirmLeader.$Properties
             * @deprecated Use gaios.v1.ConfirmLeader.$Properties instead.
             */

            /**
             * Shape of a ConfirmLeader.
             * @typedef {gaios.v1.ConfirmLeader.$Properties} gaios.v1.ConfirmLeader.$Shape
             */

            /**
             * Constructs a new ConfirmLeader.
             * @memberof gaios.v1
             * @classdesc Represents a ConfirmLeader.
             * @constructor
             * @param {gaios.v1.ConfirmLeader.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ConfirmLeader = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ConfirmLeader ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ConfirmLeader
             * @instance
             */
            ConfirmLeader.prototype.ballot = 0;

            /**
             * ConfirmLeader round.
             * @member {number} round
             * @memberof gaios.v1.ConfirmLeader
             * @instance
             */
            ConfirmLeader.prototype.round = 0;

            /**
             * Encodes the specified ConfirmLeader message. Does not implicitly {@link gaios.v1.ConfirmLeader.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ConfirmLeader
             * @static
             * @param {gaios.v1.ConfirmLeader.$Properties} message ConfirmLeader message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ConfirmLeader.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && !$Object.is(message.round, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.round);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ConfirmLeader message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ConfirmLeader
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmLeader & gaios.v1.ConfirmLeader.$Shape} ConfirmLeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ConfirmLeader.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ConfirmLeader();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ConfirmLeader;
        })();

        v1.ConfirmLeaderReply = (function() {

            /**
             * Properties of a ConfirmLeaderReply.
             * @typedef {Object} gaios.v1.ConfirmLeaderReply.$Properties
             * @property {number} [ballot] ConfirmLeaderReply ballot
             * @property {Uint8Array} [proposer] ConfirmLeaderReply proposer
             * @property {number} [round] ConfirmLeaderReply round
             * @property {number} [promised] ConfirmLeaderReply promised
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ConfirmLeaderReply.
             * @memberof gaios.v1
             * @interface IConfirmLeaderReply
             * @augments gaios.v1.ConfirmLeaderReply.$Properties
             * @deprecated Use gaios.v1.ConfirmLeaderReply.$Properties instead.
             */

            /**
             * Shape of a ConfirmLeaderReply.
             * @typedef {gaios.v1.ConfirmLeaderReply.$Properties} gaios.v1.ConfirmLeaderReply.$Shape
             */

            /**
             * Constructs a new ConfirmLeaderReply.
             * @memberof gaios.v1
             * @classdesc Represents a ConfirmLeaderReply.
             * @constructor
             * @param {gaios.v1.ConfirmLeaderReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ConfirmLeaderReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ConfirmLeaderReply ballot.
             * @member {number} ballot
             * @memberof gaios.v1.ConfirmLeaderReply
             * @instance
             */
            ConfirmLeaderReply.prototype.ballot = 0;

            /**
             * ConfirmLeaderReply proposer.
             * @member {Uint8Array} proposer
             * @memberof gaios.v1.ConfirmLeaderReply
             * @instance
             */
            ConfirmLeaderReply.prototype.proposer = $util.newBuffer([]);

            /**
             * ConfirmLeaderReply round.
             * @member {number} round
             * @memberof gaios.v1.ConfirmLeaderReply
             * @instance
             */
            ConfirmLeaderReply.prototype.round = 0;

            /**
             * ConfirmLeaderReply promised.
             * @member {number} promised
             * @memberof gaios.v1.ConfirmLeaderReply
             * @instance
             */
            ConfirmLeaderReply.prototype.promised = 0;

            /**
             * Encodes the specified ConfirmLeaderReply message. Does not implicitly {@link gaios.v1.ConfirmLeaderReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ConfirmLeaderReply
             * @static
             * @param {gaios.v1.ConfirmLeaderReply.$Properties} message ConfirmLeaderReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ConfirmLeaderReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ballot != null && $Object.hasOwnProperty.call(message, "ballot") && !$Object.is(message.ballot, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.ballot);
                if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.proposer);
                if (message.round != null && $Object.hasOwnProperty.call(message, "round") && !$Object.is(message.round, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.round);
                if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && !$Object.is(message.promised, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.promised);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ConfirmLeaderReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ConfirmLeaderReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmLeaderReply & gaios.v1.ConfirmLeaderReply.$Shape} ConfirmLeaderReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ConfirmLeaderReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ConfirmLeaderReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ballot = value;
                            else
                                delete message.ballot;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proposer = value;
                            else
                                delete message.proposer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.round = value;
                            else
                                delete message.round;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.promised = value;
                            else
                                delete message.promised;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ConfirmLeaderReply;
        })();

        v1.CompareChecksum = (function() {

            /**
             * Properties of a CompareChecksum.
             * @typedef {Object} gaios.v1.CompareChecksum.$Properties
             * @property {number} [instanceId] CompareChecksum instanceId
             * @property {number} [checksum] CompareChecksum checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CompareChecksum.
             * @memberof gaios.v1
             * @interface ICompareChecksum
             * @augments gaios.v1.CompareChecksum.$Properties
             * @deprecated Use gaios.v1.CompareChecksum.$Properties instead.
             */

            /**
             * Shape of a CompareChecksum.
             * @typedef {gaios.v1.CompareChecksum.$Properties} gaios.v1.CompareChecksum.$Shape
             */

            /**
             * Constructs a new CompareChecksum.
             * @memberof gaios.v1
             * @classdesc Represents a CompareChecksum.
             * @constructor
             * @param {gaios.v1.CompareChecksum.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CompareChecksum = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CompareChecksum instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.CompareChecksum
             * @instance
             */
            CompareChecksum.prototype.instanceId = 0;

            /**
             * CompareChecksum checksum.
             * @member {number} checksum
             * @memberof gaios.v1.CompareChecksum
             * @instance
             */
            CompareChecksum.prototype.checksum = 0;

            /**
             * Encodes the specified CompareChecksum message. Does not implicitly {@link gaios.v1.CompareChecksum.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.CompareChecksum
             * @static
             * @param {gaios.v1.CompareChecksum.$Properties} message CompareChecksum message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CompareChecksum.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.instanceId);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CompareChecksum message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.CompareChecksum
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.CompareChecksum & gaios.v1.CompareChecksum.$Shape} CompareChecksum
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CompareChecksum.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.CompareChecksum();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CompareChecksum;
        })();

        v1.CompareChecksumReply = (function() {

            /**
             * Properties of a CompareChecksumReply.
             * @typedef {Object} gaios.v1.CompareChecksumReply.$Properties
             * @property {number} [instanceId] CompareChecksumReply instanceId
             * @property {number} [checksum] CompareChecksumReply checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CompareChecksumReply.
             * @memberof gaios.v1
             * @interface ICompareChecksumReply
             * @augments gaios.v1.CompareChecksumReply.$Properties
             * @deprecated Use gaios.v1.CompareChecksumReply.$Properties instead.
             */

            /**
             * Shape of a CompareChecksumReply.
             * @typedef {gaios.v1.CompareChecksumReply.$Properties} gaios.v1.CompareChecksumReply.$Shape
             */

            /**
             * Constructs a new CompareChecksumReply.
             * @memberof gaios.v1
             * @classdesc Represents a CompareChecksumReply.
             * @constructor
             * @param {gaios.v1.CompareChecksumReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CompareChecksumReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CompareChecksumReply instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.CompareChecksumReply
             * @instance
             */
            CompareChecksumReply.prototype.instanceId = 0;

            /**
             * CompareChecksumReply checksum.
             * @member {number} checksum
             * @memberof gaios.v1.CompareChecksumReply
             * @instance
             */
            CompareChecksumReply.prototype.checksum = 0;

            /**
             * Encodes the specified CompareChecksumReply message. Does not implicitly {@link gaios.v1.CompareChecksumReply.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.CompareChecksumReply
             * @static
             * @param {gaios.v1.CompareChecksumReply.$Properties} message CompareChecksumReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CompareChecksumReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.instanceId);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.checksum);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CompareChecksumReply message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.CompareChecksumReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.CompareChecksumReply & gaios.v1.CompareChecksumReply.$Shape} CompareChecksumReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CompareChecksumReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.CompareChecksumReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 5)
                                break;
                            if (value = reader.fixed32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CompareChecksumReply;
        })();

        v1.FrameworkState = (function() {

            /**
             * Properties of a FrameworkState.
             * @typedef {Object} gaios.v1.FrameworkState.$Properties
             * @property {number} [format] FrameworkState format
             * @property {number} [instanceId] FrameworkState instanceId
             * @property {number} [checksum] FrameworkState checksum
             * @property {number} [nowMs] FrameworkState nowMs
             * @property {Uint8Array} [configuration] FrameworkState configuration
             * @property {Array.<gaios.v1.ExecutionRow.$Properties>} [executions] FrameworkState executions
             * @property {Array.<gaios.v1.ClientRow.$Properties>} [clients] FrameworkState clients
             * @property {Array.<gaios.v1.MachineState.$Properties>} [machines] FrameworkState machines
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FrameworkState.
             * @memberof gaios.v1
             * @interface IFrameworkState
             * @augments gaios.v1.FrameworkState.$Properties
             * @deprecated Use gaios.v1.FrameworkState.$Properties instead.
             */

            /**
             * Shape of a FrameworkState.
             * @typedef {gaios.v1.FrameworkState.$Properties} gaios.v1.FrameworkState.$Shape
             */

            /**
             * Constructs a new FrameworkState.
             * @memberof gaios.v1
             * @classdesc Represents a FrameworkState.
             * @constructor
             * @param {gaios.v1.FrameworkState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FrameworkState = function (properties) {
                this.executions = [];
                this.clients = [];
                this.machines = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FrameworkState format.
             * @member {number} format
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.format = 0;

            /**
             * FrameworkState instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.instanceId = 0;

            /**
             * FrameworkState checksum.
             * @member {number} checksum
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.checksum = 0;

            /**
             * FrameworkState nowMs.
             * @member {number} nowMs
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.nowMs = 0;

            /**
             * FrameworkState configuration.
             * @member {Uint8Array} configuration
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.configuration = $util.newBuffer([]);

            /**
             * FrameworkState executions.
             * @member {Array.<gaios.v1.ExecutionRow>} executions
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.executions = $util.emptyArray;

            /**
             * FrameworkState clients.
             * @member {Array.<gaios.v1.ClientRow>} clients
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.clients = $util.emptyArray;

            /**
             * FrameworkState machines.
             * @member {Array.<gaios.v1.MachineState>} machines
             * @memberof gaios.v1.FrameworkState
             * @instance
             */
            FrameworkState.prototype.machines = $util.emptyArray;

            /**
             * Encodes the specified FrameworkState message. Does not implicitly {@link gaios.v1.FrameworkState.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.FrameworkState
             * @static
             * @param {gaios.v1.FrameworkState.$Properties} message FrameworkState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FrameworkState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.format != null && $Object.hasOwnProperty.call(message, "format") && message.format !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.format);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.instanceId);
                if (message.checksum != null && $Object.hasOwnProperty.call(message, "checksum") && message.checksum !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.checksum);
                if (message.nowMs != null && $Object.hasOwnProperty.call(message, "nowMs") && !$Object.is(message.nowMs, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.nowMs);
                if (message.configuration != null && $Object.hasOwnProperty.call(message, "configuration") && message.configuration.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.configuration);
                if (message.executions != null && message.executions.length)
                    for (let i = 0; i < message.executions.length; ++i)
                        $root.gaios.v1.ExecutionRow.encode(message.executions[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.clients != null && message.clients.length)
                    for (let i = 0; i < message.clients.length; ++i)
                        $root.gaios.v1.ClientRow.encode(message.clients[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.machines != null && message.machines.length)
                    for (let i = 0; i < message.machines.length; ++i)
                        $root.gaios.v1.MachineState.encode(message.machines[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FrameworkState message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.FrameworkState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.FrameworkState & gaios.v1.FrameworkState.$Shape} FrameworkState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FrameworkState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.FrameworkState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.format = value;
                            else
                                delete message.format;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.checksum = value;
                            else
                                delete message.checksum;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.nowMs = value;
                            else
                                delete message.nowMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.configuration = value;
                            else
                                delete message.configuration;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.executions && message.executions.length))
                                message.executions = [];
                            message.executions.push($root.gaios.v1.ExecutionRow.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.clients && message.clients.length))
                                message.clients = [];
                            message.clients.push($root.gaios.v1.ClientRow.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.machines && message.machines.length))
                                message.machines = [];
                            message.machines.push($root.gaios.v1.MachineState.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return FrameworkState;
        })();

        v1.ExecutionRow = (function() {

            /**
             * Properties of an ExecutionRow.
             * @typedef {Object} gaios.v1.ExecutionRow.$Properties
             * @property {number} [nodeId] ExecutionRow nodeId
             * @property {Uint8Array} [storageId] ExecutionRow storageId
             * @property {number} [boot] ExecutionRow boot
             * @property {number} [last] ExecutionRow last
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExecutionRow.
             * @memberof gaios.v1
             * @interface IExecutionRow
             * @augments gaios.v1.ExecutionRow.$Properties
             * @deprecated Use gaios.v1.ExecutionRow.$Properties instead.
             */

            /**
             * Shape of an ExecutionRow.
             * @typedef {gaios.v1.ExecutionRow.$Properties} gaios.v1.ExecutionRow.$Shape
             */

            /**
             * Constructs a new ExecutionRow.
             * @memberof gaios.v1
             * @classdesc Represents an ExecutionRow.
             * @constructor
             * @param {gaios.v1.ExecutionRow.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExecutionRow = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExecutionRow nodeId.
             * @member {number} nodeId
             * @memberof gaios.v1.ExecutionRow
             * @instance
             */
            ExecutionRow.prototype.nodeId = 0;

            /**
             * ExecutionRow storageId.
             * @member {Uint8Array} storageId
             * @memberof gaios.v1.ExecutionRow
             * @instance
             */
            ExecutionRow.prototype.storageId = $util.newBuffer([]);

            /**
             * ExecutionRow boot.
             * @member {number} boot
             * @memberof gaios.v1.ExecutionRow
             * @instance
             */
            ExecutionRow.prototype.boot = 0;

            /**
             * ExecutionRow last.
             * @member {number} last
             * @memberof gaios.v1.ExecutionRow
             * @instance
             */
            ExecutionRow.prototype.last = 0;

            /**
             * Encodes the specified ExecutionRow message. Does not implicitly {@link gaios.v1.ExecutionRow.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ExecutionRow
             * @static
             * @param {gaios.v1.ExecutionRow.$Properties} message ExecutionRow message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExecutionRow.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nodeId != null && $Object.hasOwnProperty.call(message, "nodeId") && message.nodeId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.nodeId);
                if (message.storageId != null && $Object.hasOwnProperty.call(message, "storageId") && message.storageId.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.storageId);
                if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.boot);
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && !$Object.is(message.last, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.last);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExecutionRow message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ExecutionRow
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ExecutionRow & gaios.v1.ExecutionRow.$Shape} ExecutionRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExecutionRow.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ExecutionRow();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nodeId = value;
                            else
                                delete message.nodeId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.storageId = value;
                            else
                                delete message.storageId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.boot = value;
                            else
                                delete message.boot;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ExecutionRow;
        })();

        v1.ClientRow = (function() {

            /**
             * Properties of a ClientRow.
             * @typedef {Object} gaios.v1.ClientRow.$Properties
             * @property {string} [clientId] ClientRow clientId
             * @property {number} [forgottenUpTo] ClientRow forgottenUpTo
             * @property {number} [lastInstance] ClientRow lastInstance
             * @property {Array.<gaios.v1.ClientResult.$Properties>} [results] ClientRow results
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClientRow.
             * @memberof gaios.v1
             * @interface IClientRow
             * @augments gaios.v1.ClientRow.$Properties
             * @deprecated Use gaios.v1.ClientRow.$Properties instead.
             */

            /**
             * Shape of a ClientRow.
             * @typedef {gaios.v1.ClientRow.$Properties} gaios.v1.ClientRow.$Shape
             */

            /**
             * Constructs a new ClientRow.
             * @memberof gaios.v1
             * @classdesc Represents a ClientRow.
             * @constructor
             * @param {gaios.v1.ClientRow.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClientRow = function (properties) {
                this.results = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClientRow clientId.
             * @member {string} clientId
             * @memberof gaios.v1.ClientRow
             * @instance
             */
            ClientRow.prototype.clientId = "";

            /**
             * ClientRow forgottenUpTo.
             * @member {number} forgottenUpTo
             * @memberof gaios.v1.ClientRow
             * @instance
             */
            ClientRow.prototype.forgottenUpTo = 0;

            /**
             * ClientRow lastInstance.
             * @member {number} lastInstance
             * @memberof gaios.v1.ClientRow
             * @instance
             */
            ClientRow.prototype.lastInstance = 0;

            /**
             * ClientRow results.
             * @member {Array.<gaios.v1.ClientResult>} results
             * @memberof gaios.v1.ClientRow
             * @instance
             */
            ClientRow.prototype.results = $util.emptyArray;

            /**
             * Encodes the specified ClientRow message. Does not implicitly {@link gaios.v1.ClientRow.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ClientRow
             * @static
             * @param {gaios.v1.ClientRow.$Properties} message ClientRow message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientRow.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.clientId != null && $Object.hasOwnProperty.call(message, "clientId") && message.clientId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.clientId);
                if (message.forgottenUpTo != null && $Object.hasOwnProperty.call(message, "forgottenUpTo") && !$Object.is(message.forgottenUpTo, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.forgottenUpTo);
                if (message.lastInstance != null && $Object.hasOwnProperty.call(message, "lastInstance") && !$Object.is(message.lastInstance, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.lastInstance);
                if (message.results != null && message.results.length)
                    for (let i = 0; i < message.results.length; ++i)
                        $root.gaios.v1.ClientResult.encode(message.results[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ClientRow message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ClientRow
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ClientRow & gaios.v1.ClientRow.$Shape} ClientRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientRow.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ClientRow();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.clientId = value;
                            else
                                delete message.clientId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.forgottenUpTo = value;
                            else
                                delete message.forgottenUpTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastInstance = value;
                            else
                                delete message.lastInstance;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.results && message.results.length))
                                message.results = [];
                            message.results.push($root.gaios.v1.ClientResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ClientRow;
        })();

        v1.ClientResult = (function() {

            /**
             * Properties of a ClientResult.
             * @typedef {Object} gaios.v1.ClientResult.$Properties
             * @property {number} [number] ClientResult number
             * @property {number} [instanceId] ClientResult instanceId
             * @property {number} [batchIndex] ClientResult batchIndex
             * @property {Uint8Array} [result] ClientResult result
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ClientResult.
             * @memberof gaios.v1
             * @interface IClientResult
             * @augments gaios.v1.ClientResult.$Properties
             * @deprecated Use gaios.v1.ClientResult.$Properties instead.
             */

            /**
             * Shape of a ClientResult.
             * @typedef {gaios.v1.ClientResult.$Properties} gaios.v1.ClientResult.$Shape
             */

            /**
             * Constructs a new ClientResult.
             * @memberof gaios.v1
             * @classdesc Represents a ClientResult.
             * @constructor
             * @param {gaios.v1.ClientResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ClientResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ClientResult number.
             * @member {number} number
             * @memberof gaios.v1.ClientResult
             * @instance
             */
            ClientResult.prototype.number = 0;

            /**
             * ClientResult instanceId.
             * @member {number} instanceId
             * @memberof gaios.v1.ClientResult
             * @instance
             */
            ClientResult.prototype.instanceId = 0;

            /**
             * ClientResult batchIndex.
             * @member {number} batchIndex
             * @memberof gaios.v1.ClientResult
             * @instance
             */
            ClientResult.prototype.batchIndex = 0;

            /**
             * ClientResult result.
             * @member {Uint8Array} result
             * @memberof gaios.v1.ClientResult
             * @instance
             */
            ClientResult.prototype.result = $util.newBuffer([]);

            /**
             * Encodes the specified ClientResult message. Does not implicitly {@link gaios.v1.ClientResult.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.ClientResult
             * @static
             * @param {gaios.v1.ClientResult.$Properties} message ClientResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ClientResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.number != null && $Object.hasOwnProperty.call(message, "number") && !$Object.is(message.number, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.number);
                if (message.instanceId != null && $Object.hasOwnProperty.call(message, "instanceId") && !$Object.is(message.instanceId, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.instanceId);
                if (message.batchIndex != null && $Object.hasOwnProperty.call(message, "batchIndex") && message.batchIndex !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.batchIndex);
                if (message.result != null && $Object.hasOwnProperty.call(message, "result") && message.result.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.result);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ClientResult message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.ClientResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.ClientResult & gaios.v1.ClientResult.$Shape} ClientResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ClientResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.ClientResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.number = value;
                            else
                                delete message.number;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.instanceId = value;
                            else
                                delete message.instanceId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.batchIndex = value;
                            else
                                delete message.batchIndex;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.result = value;
                            else
                                delete message.result;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ClientResult;
        })();

        v1.MachineState = (function() {

            /**
             * Properties of a MachineState.
             * @typedef {Object} gaios.v1.MachineState.$Properties
             * @property {number} [smId] MachineState smId
             * @property {Uint8Array} [state] MachineState state
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MachineState.
             * @memberof gaios.v1
             * @interface IMachineState
             * @augments gaios.v1.MachineState.$Properties
             * @deprecated Use gaios.v1.MachineState.$Properties instead.
             */

            /**
             * Shape of a MachineState.
             * @typedef {gaios.v1.MachineState.$Properties} gaios.v1.MachineState.$Shape
             */

            /**
             * Constructs a new MachineState.
             * @memberof gaios.v1
             * @classdesc Represents a MachineState.
             * @constructor
             * @param {gaios.v1.MachineState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MachineState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MachineState smId.
             * @member {number} smId
             * @memberof gaios.v1.MachineState
             * @instance
             */
            MachineState.prototype.smId = 0;

            /**
             * MachineState state.
             * @member {Uint8Array} state
             * @memberof gaios.v1.MachineState
             * @instance
             */
            MachineState.prototype.state = $util.newBuffer([]);

            /**
             * Encodes the specified MachineState message. Does not implicitly {@link gaios.v1.MachineState.verify|verify} messages.
             * @function encode
             * @memberof gaios.v1.MachineState
             * @static
             * @param {gaios.v1.MachineState.$Properties} message MachineState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MachineState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.smId != null && $Object.hasOwnProperty.call(message, "smId") && message.smId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.smId);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.state);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MachineState message from the specified reader or buffer.
             * @function decode
             * @memberof gaios.v1.MachineState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {gaios.v1.MachineState & gaios.v1.MachineState.$Shape} MachineState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MachineState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.gaios.v1.MachineState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.smId = value;
                            else
                                delete message.smId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MachineState;
        })();

        return v1;
    })();

    return gaios;
})();

export {
  $root as default
};

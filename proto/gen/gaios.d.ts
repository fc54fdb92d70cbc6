import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace gaios. */
export namespace gaios {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a Payload.
         * @deprecated Use gaios.v1.Payload.$Properties instead.
         */
        interface IPayload extends gaios.v1.Payload.$Properties {
        }

        /** Represents a Payload. */
        class Payload {

            /**
             * Constructs a new Payload.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Payload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Payload heartbeat. */
            heartbeat: gaios.v1.Heartbeat;

            /** Payload messages. */
            messages: gaios.v1.GroupMessage[];

            /** Payload heartbeatAnswer. */
            heartbeatAnswer: gaios.v1.HeartbeatAnswer;

            /** Payload dropSupport. */
            dropSupport: gaios.v1.DropSupport;

            /** Payload supportDropped. */
            supportDropped: gaios.v1.SupportDropped;

            /** Payload askToLead. */
            askToLead: gaios.v1.AskToLead;

            /** Payload refuseToYield. */
            refuseToYield: gaios.v1.RefuseToYield;

            /** Payload givenByUser. */
            givenByUser: gaios.v1.GivenByUser;

            /** Payload askForFacts. */
            askForFacts: gaios.v1.AskForFacts;

            /** Payload facts. */
            facts: gaios.v1.Facts;

            /** Payload askForCheckpoint. */
            askForCheckpoint: gaios.v1.AskForCheckpoint;

            /** Payload checkpointOffer. */
            checkpointOffer: gaios.v1.CheckpointOffer;

            /** Payload takeCheckpoint. */
            takeCheckpoint: gaios.v1.TakeCheckpoint;

            /** Payload sendFile. */
            sendFile: gaios.v1.SendFile;

            /** Payload sendFileAck. */
            sendFileAck: gaios.v1.SendFileAck;

            /** Payload askForHashes. */
            askForHashes: gaios.v1.AskForHashes;

            /** Payload blockHashes. */
            blockHashes: gaios.v1.BlockHashes;

            /** Payload refuseCheckpoint. */
            refuseCheckpoint: gaios.v1.RefuseCheckpoint;

            /** Payload installedCheckpoint. */
            installedCheckpoint: gaios.v1.InstalledCheckpoint;

            /** Payload askForRows. */
            askForRows: gaios.v1.AskForRows;

            /** Payload rows. */
            rows: gaios.v1.Rows;

            /**
             * Encodes the specified Payload message. Does not implicitly {@link gaios.v1.Payload.verify|verify} messages.
             * @param message Payload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Payload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Payload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Payload & gaios.v1.Payload.$Shape} Payload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Payload & gaios.v1.Payload.$Shape;
        }

        namespace Payload {

            /** Properties of a Payload. */
            interface $Properties {

                /** Payload heartbeat */
                heartbeat?: gaios.v1.Heartbeat.$Properties;

                /** Payload messages */
                messages?: gaios.v1.GroupMessage.$Properties[];

                /** Payload heartbeatAnswer */
                heartbeatAnswer?: gaios.v1.HeartbeatAnswer.$Properties;

                /** Payload dropSupport */
                dropSupport?: gaios.v1.DropSupport.$Properties;

                /** Payload supportDropped */
                supportDropped?: gaios.v1.SupportDropped.$Properties;

                /** Payload askToLead */
                askToLead?: gaios.v1.AskToLead.$Properties;

                /** Payload refuseToYield */
                refuseToYield?: gaios.v1.RefuseToYield.$Properties;

                /** Payload givenByUser */
                givenByUser?: gaios.v1.GivenByUser.$Properties;

                /** Payload askForFacts */
                askForFacts?: gaios.v1.AskForFacts.$Properties;

                /** Payload facts */
                facts?: gaios.v1.Facts.$Properties;

                /** Payload askForCheckpoint */
                askForCheckpoint?: gaios.v1.AskForCheckpoint.$Properties;

                /** Payload checkpointOffer */
                checkpointOffer?: gaios.v1.CheckpointOffer.$Properties;

                /** Payload takeCheckpoint */
                takeCheckpoint?: gaios.v1.TakeCheckpoint.$Properties;

                /** Payload sendFile */
                sendFile?: gaios.v1.SendFile.$Properties;

                /** Payload sendFileAck */
                sendFileAck?: gaios.v1.SendFileAck.$Properties;

                /** Payload askForHashes */
                askForHashes?: gaios.v1.AskForHashes.$Properties;

                /** Payload blockHashes */
                blockHashes?: gaios.v1.BlockHashes.$Properties;

                /** Payload refuseCheckpoint */
                refuseCheckpoint?: gaios.v1.RefuseCheckpoint.$Properties;

                /** Payload installedCheckpoint */
                installedCheckpoint?: gaios.v1.InstalledCheckpoint.$Properties;

                /** Payload askForRows */
                askForRows?: gaios.v1.AskForRows.$Properties;

                /** Payload rows */
                rows?: gaios.v1.Rows.$Properties;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Payload. */
            type $Shape = gaios.v1.Payload.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use gaios.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends gaios.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat seq. */
            seq: number;

            /** Heartbeat echo. */
            echo: number;

            /** Heartbeat supports. */
            supports: number[];

            /** Heartbeat commits. */
            commits: number;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link gaios.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Heartbeat & gaios.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Heartbeat & gaios.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat seq */
                seq?: number;

                /** Heartbeat echo */
                echo?: number;

                /** Heartbeat supports */
                supports?: number[];

                /** Heartbeat commits */
                commits?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = gaios.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a HeartbeatAnswer.
         * @deprecated Use gaios.v1.HeartbeatAnswer.$Properties instead.
         */
        interface IHeartbeatAnswer extends gaios.v1.HeartbeatAnswer.$Properties {
        }

        /** Represents a HeartbeatAnswer. */
        class HeartbeatAnswer {

            /**
             * Constructs a new HeartbeatAnswer.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.HeartbeatAnswer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HeartbeatAnswer boot. */
            boot: number;

            /** HeartbeatAnswer seq. */
            seq: number;

            /** HeartbeatAnswer epoch. */
            epoch: number;

            /** HeartbeatAnswer durationMs. */
            durationMs: number;

            /**
             * Encodes the specified HeartbeatAnswer message. Does not implicitly {@link gaios.v1.HeartbeatAnswer.verify|verify} messages.
             * @param message HeartbeatAnswer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.HeartbeatAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HeartbeatAnswer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.HeartbeatAnswer & gaios.v1.HeartbeatAnswer.$Shape} HeartbeatAnswer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.HeartbeatAnswer & gaios.v1.HeartbeatAnswer.$Shape;
        }

        namespace HeartbeatAnswer {

            /** Properties of a HeartbeatAnswer. */
            interface $Properties {

                /** HeartbeatAnswer boot */
                boot?: number;

                /** HeartbeatAnswer seq */
                seq?: number;

                /** HeartbeatAnswer epoch */
                epoch?: number;

                /** HeartbeatAnswer durationMs */
                durationMs?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HeartbeatAnswer. */
            type $Shape = gaios.v1.HeartbeatAnswer.$Properties;
        }

        /**
         * Properties of a DropSupport.
         * @deprecated Use gaios.v1.DropSupport.$Properties instead.
         */
        interface IDropSupport extends gaios.v1.DropSupport.$Properties {
        }

        /** Represents a DropSupport. */
        class DropSupport {

            /**
             * Constructs a new DropSupport.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.DropSupport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DropSupport epoch. */
            epoch: number;

            /**
             * Encodes the specified DropSupport message. Does not implicitly {@link gaios.v1.DropSupport.verify|verify} messages.
             * @param message DropSupport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.DropSupport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DropSupport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.DropSupport & gaios.v1.DropSupport.$Shape} DropSupport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.DropSupport & gaios.v1.DropSupport.$Shape;
        }

        namespace DropSupport {

            /** Properties of a DropSupport. */
            interface $Properties {

                /** DropSupport epoch */
                epoch?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DropSupport. */
            type $Shape = gaios.v1.DropSupport.$Properties;
        }

        /**
         * Properties of a SupportDropped.
         * @deprecated Use gaios.v1.SupportDropped.$Properties instead.
         */
        interface ISupportDropped extends gaios.v1.SupportDropped.$Properties {
        }

        /** Represents a SupportDropped. */
        class SupportDropped {

            /**
             * Constructs a new SupportDropped.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SupportDropped.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SupportDropped boot. */
            boot: number;

            /** SupportDropped epoch. */
            epoch: number;

            /**
             * Encodes the specified SupportDropped message. Does not implicitly {@link gaios.v1.SupportDropped.verify|verify} messages.
             * @param message SupportDropped message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SupportDropped.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SupportDropped message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SupportDropped & gaios.v1.SupportDropped.$Shape} SupportDropped
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SupportDropped & gaios.v1.SupportDropped.$Shape;
        }

        namespace SupportDropped {

            /** Properties of a SupportDropped. */
            interface $Properties {

                /** SupportDropped boot */
                boot?: number;

                /** SupportDropped epoch */
                epoch?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SupportDropped. */
            type $Shape = gaios.v1.SupportDropped.$Properties;
        }

        /**
         * Properties of an AskToLead.
         * @deprecated Use gaios.v1.AskToLead.$Properties instead.
         */
        interface IAskToLead extends gaios.v1.AskToLead.$Properties {
        }

        /** Represents an AskToLead. */
        class AskToLead {

            /**
             * Constructs a new AskToLead.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskToLead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskToLead groupIdx. */
            groupIdx: number;

            /** AskToLead priority. */
            priority: number;

            /**
             * Encodes the specified AskToLead message. Does not implicitly {@link gaios.v1.AskToLead.verify|verify} messages.
             * @param message AskToLead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskToLead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskToLead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskToLead & gaios.v1.AskToLead.$Shape} AskToLead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskToLead & gaios.v1.AskToLead.$Shape;
        }

        namespace AskToLead {

            /** Properties of an AskToLead. */
            interface $Properties {

                /** AskToLead groupIdx */
                groupIdx?: number;

                /** AskToLead priority */
                priority?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskToLead. */
            type $Shape = gaios.v1.AskToLead.$Properties;
        }

        /**
         * Properties of a RefuseToYield.
         * @deprecated Use gaios.v1.RefuseToYield.$Properties instead.
         */
        interface IRefuseToYield extends gaios.v1.RefuseToYield.$Properties {
        }

        /** Represents a RefuseToYield. */
        class RefuseToYield {

            /**
             * Constructs a new RefuseToYield.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.RefuseToYield.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefuseToYield groupIdx. */
            groupIdx: number;

            /**
             * Encodes the specified RefuseToYield message. Does not implicitly {@link gaios.v1.RefuseToYield.verify|verify} messages.
             * @param message RefuseToYield message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.RefuseToYield.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefuseToYield message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.RefuseToYield & gaios.v1.RefuseToYield.$Shape} RefuseToYield
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.RefuseToYield & gaios.v1.RefuseToYield.$Shape;
        }

        namespace RefuseToYield {

            /** Properties of a RefuseToYield. */
            interface $Properties {

                /** RefuseToYield groupIdx */
                groupIdx?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefuseToYield. */
            type $Shape = gaios.v1.RefuseToYield.$Properties;
        }

        /**
         * Properties of a GivenByUser.
         * @deprecated Use gaios.v1.GivenByUser.$Properties instead.
         */
        interface IGivenByUser extends gaios.v1.GivenByUser.$Properties {
        }

        /** Represents a GivenByUser. */
        class GivenByUser {

            /**
             * Constructs a new GivenByUser.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.GivenByUser.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GivenByUser groupIdx. */
            groupIdx: number;

            /**
             * Encodes the specified GivenByUser message. Does not implicitly {@link gaios.v1.GivenByUser.verify|verify} messages.
             * @param message GivenByUser message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.GivenByUser.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GivenByUser message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.GivenByUser & gaios.v1.GivenByUser.$Shape} GivenByUser
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.GivenByUser & gaios.v1.GivenByUser.$Shape;
        }

        namespace GivenByUser {

            /** Properties of a GivenByUser. */
            interface $Properties {

                /** GivenByUser groupIdx */
                groupIdx?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GivenByUser. */
            type $Shape = gaios.v1.GivenByUser.$Properties;
        }

        /**
         * Properties of an AskForFacts.
         * @deprecated Use gaios.v1.AskForFacts.$Properties instead.
         */
        interface IAskForFacts extends gaios.v1.AskForFacts.$Properties {
        }

        /** Represents an AskForFacts. */
        class AskForFacts {

            /**
             * Constructs a new AskForFacts.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForFacts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForFacts groupIdx. */
            groupIdx: number;

            /** AskForFacts gid. */
            gid: number;

            /** AskForFacts version. */
            version: number;

            /**
             * Encodes the specified AskForFacts message. Does not implicitly {@link gaios.v1.AskForFacts.verify|verify} messages.
             * @param message AskForFacts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForFacts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForFacts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForFacts & gaios.v1.AskForFacts.$Shape} AskForFacts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForFacts & gaios.v1.AskForFacts.$Shape;
        }

        namespace AskForFacts {

            /** Properties of an AskForFacts. */
            interface $Properties {

                /** AskForFacts groupIdx */
                groupIdx?: number;

                /** AskForFacts gid */
                gid?: number;

                /** AskForFacts version */
                version?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForFacts. */
            type $Shape = gaios.v1.AskForFacts.$Properties;
        }

        /**
         * Properties of a Facts.
         * @deprecated Use gaios.v1.Facts.$Properties instead.
         */
        interface IFacts extends gaios.v1.Facts.$Properties {
        }

        /** Represents a Facts. */
        class Facts {

            /**
             * Constructs a new Facts.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Facts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Facts groupIdx. */
            groupIdx: number;

            /** Facts gid. */
            gid: number;

            /** Facts leader. */
            leader: number;

            /** Facts chosenUpTo. */
            chosenUpTo: number;

            /** Facts executedUpTo. */
            executedUpTo: number;

            /** Facts fortifiers. */
            fortifiers: number[];

            /** Facts configuration. */
            configuration: Uint8Array;

            /**
             * Encodes the specified Facts message. Does not implicitly {@link gaios.v1.Facts.verify|verify} messages.
             * @param message Facts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Facts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Facts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Facts & gaios.v1.Facts.$Shape} Facts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Facts & gaios.v1.Facts.$Shape;
        }

        namespace Facts {

            /** Properties of a Facts. */
            interface $Properties {

                /** Facts groupIdx */
                groupIdx?: number;

                /** Facts gid */
                gid?: number;

                /** Facts leader */
                leader?: number;

                /** Facts chosenUpTo */
                chosenUpTo?: number;

                /** Facts executedUpTo */
                executedUpTo?: number;

                /** Facts fortifiers */
                fortifiers?: number[];

                /** Facts configuration */
                configuration?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Facts. */
            type $Shape = gaios.v1.Facts.$Properties;
        }

        /**
         * Properties of an AskForRows.
         * @deprecated Use gaios.v1.AskForRows.$Properties instead.
         */
        interface IAskForRows extends gaios.v1.AskForRows.$Properties {
        }

        /** Represents an AskForRows. */
        class AskForRows {

            /**
             * Constructs a new AskForRows.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForRows.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForRows groupIdx. */
            groupIdx: number;

            /** AskForRows gid. */
            gid: number;

            /** AskForRows from. */
            from: number;

            /** AskForRows to. */
            to: number;

            /** AskForRows life. */
            life: number;

            /**
             * Encodes the specified AskForRows message. Does not implicitly {@link gaios.v1.AskForRows.verify|verify} messages.
             * @param message AskForRows message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForRows.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForRows message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForRows & gaios.v1.AskForRows.$Shape} AskForRows
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForRows & gaios.v1.AskForRows.$Shape;
        }

        namespace AskForRows {

            /** Properties of an AskForRows. */
            interface $Properties {

                /** AskForRows groupIdx */
                groupIdx?: number;

                /** AskForRows gid */
                gid?: number;

                /** AskForRows from */
                from?: number;

                /** AskForRows to */
                to?: number;

                /** AskForRows life */
                life?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForRows. */
            type $Shape = gaios.v1.AskForRows.$Properties;
        }

        /**
         * Properties of a Rows.
         * @deprecated Use gaios.v1.Rows.$Properties instead.
         */
        interface IRows extends gaios.v1.Rows.$Properties {
        }

        /** Represents a Rows. */
        class Rows {

            /**
             * Constructs a new Rows.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Rows.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rows groupIdx. */
            groupIdx: number;

            /** Rows gid. */
            gid: number;

            /** Rows from. */
            from: number;

            /** Rows minChosen. */
            minChosen: number;

            /** Rows entries. */
            entries: gaios.v1.InstanceValue[];

            /** Rows life. */
            life: number;

            /**
             * Encodes the specified Rows message. Does not implicitly {@link gaios.v1.Rows.verify|verify} messages.
             * @param message Rows message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Rows.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rows message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Rows & gaios.v1.Rows.$Shape} Rows
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Rows & gaios.v1.Rows.$Shape;
        }

        namespace Rows {

            /** Properties of a Rows. */
            interface $Properties {

                /** Rows groupIdx */
                groupIdx?: number;

                /** Rows gid */
                gid?: number;

                /** Rows from */
                from?: number;

                /** Rows minChosen */
                minChosen?: number;

                /** Rows entries */
                entries?: gaios.v1.InstanceValue.$Properties[];

                /** Rows life */
                life?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rows. */
            type $Shape = gaios.v1.Rows.$Properties;
        }

        /** FailReason enum. */
        enum FailReason {

            /** UNSPECIFIED_REASON value */
            UNSPECIFIED_REASON = 0,

            /** UNKNOWN_TRANSFER value */
            UNKNOWN_TRANSFER = 1,

            /** GONE value */
            GONE = 2,

            /** BUSY value */
            BUSY = 3,

            /** DAMAGED value */
            DAMAGED = 4,

            /** HASH value */
            HASH = 5,

            /** MANIFEST value */
            MANIFEST = 6,

            /** CHUNK value */
            CHUNK = 7,

            /** CHECKSUM value */
            CHECKSUM = 8,

            /** FULL value */
            FULL = 9,

            /** IO value */
            IO = 10,

            /** ABORTED value */
            ABORTED = 11,

            /** OTHER value */
            OTHER = 12
        }

        /**
         * Properties of an AskForCheckpoint.
         * @deprecated Use gaios.v1.AskForCheckpoint.$Properties instead.
         */
        interface IAskForCheckpoint extends gaios.v1.AskForCheckpoint.$Properties {
        }

        /** Represents an AskForCheckpoint. */
        class AskForCheckpoint {

            /**
             * Constructs a new AskForCheckpoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForCheckpoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForCheckpoint groupIdx. */
            groupIdx: number;

            /** AskForCheckpoint gid. */
            gid: number;

            /** AskForCheckpoint round. */
            round: number;

            /** AskForCheckpoint chosenUpTo. */
            chosenUpTo: number;

            /**
             * Encodes the specified AskForCheckpoint message. Does not implicitly {@link gaios.v1.AskForCheckpoint.verify|verify} messages.
             * @param message AskForCheckpoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForCheckpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForCheckpoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForCheckpoint & gaios.v1.AskForCheckpoint.$Shape} AskForCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForCheckpoint & gaios.v1.AskForCheckpoint.$Shape;
        }

        namespace AskForCheckpoint {

            /** Properties of an AskForCheckpoint. */
            interface $Properties {

                /** AskForCheckpoint groupIdx */
                groupIdx?: number;

                /** AskForCheckpoint gid */
                gid?: number;

                /** AskForCheckpoint round */
                round?: number;

                /** AskForCheckpoint chosenUpTo */
                chosenUpTo?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForCheckpoint. */
            type $Shape = gaios.v1.AskForCheckpoint.$Properties;
        }

        /**
         * Properties of a CheckpointOffer.
         * @deprecated Use gaios.v1.CheckpointOffer.$Properties instead.
         */
        interface ICheckpointOffer extends gaios.v1.CheckpointOffer.$Properties {
        }

        /** Represents a CheckpointOffer. */
        class CheckpointOffer {

            /**
             * Constructs a new CheckpointOffer.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.CheckpointOffer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CheckpointOffer groupIdx. */
            groupIdx: number;

            /** CheckpointOffer gid. */
            gid: number;

            /** CheckpointOffer round. */
            round: number;

            /** CheckpointOffer id. */
            id: string;

            /** CheckpointOffer instanceId. */
            instanceId: number;

            /** CheckpointOffer minChosen. */
            minChosen: number;

            /** CheckpointOffer bytes. */
            bytes: number;

            /** CheckpointOffer load. */
            load: number;

            /** CheckpointOffer isLeader. */
            isLeader: boolean;

            /**
             * Encodes the specified CheckpointOffer message. Does not implicitly {@link gaios.v1.CheckpointOffer.verify|verify} messages.
             * @param message CheckpointOffer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.CheckpointOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CheckpointOffer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.CheckpointOffer & gaios.v1.CheckpointOffer.$Shape} CheckpointOffer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.CheckpointOffer & gaios.v1.CheckpointOffer.$Shape;
        }

        namespace CheckpointOffer {

            /** Properties of a CheckpointOffer. */
            interface $Properties {

                /** CheckpointOffer groupIdx */
                groupIdx?: number;

                /** CheckpointOffer gid */
                gid?: number;

                /** CheckpointOffer round */
                round?: number;

                /** CheckpointOffer id */
                id?: string;

                /** CheckpointOffer instanceId */
                instanceId?: number;

                /** CheckpointOffer minChosen */
                minChosen?: number;

                /** CheckpointOffer bytes */
                bytes?: number;

                /** CheckpointOffer load */
                load?: number;

                /** CheckpointOffer isLeader */
                isLeader?: boolean;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CheckpointOffer. */
            type $Shape = gaios.v1.CheckpointOffer.$Properties;
        }

        /**
         * Properties of a TakeCheckpoint.
         * @deprecated Use gaios.v1.TakeCheckpoint.$Properties instead.
         */
        interface ITakeCheckpoint extends gaios.v1.TakeCheckpoint.$Properties {
        }

        /** Represents a TakeCheckpoint. */
        class TakeCheckpoint {

            /**
             * Constructs a new TakeCheckpoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.TakeCheckpoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TakeCheckpoint groupIdx. */
            groupIdx: number;

            /** TakeCheckpoint gid. */
            gid: number;

            /** TakeCheckpoint transfer. */
            transfer: number;

            /** TakeCheckpoint id. */
            id: string;

            /** TakeCheckpoint fileIdx. */
            fileIdx: number;

            /** TakeCheckpoint offset. */
            offset: number;

            /** TakeCheckpoint hasBase. */
            hasBase: boolean;

            /**
             * Encodes the specified TakeCheckpoint message. Does not implicitly {@link gaios.v1.TakeCheckpoint.verify|verify} messages.
             * @param message TakeCheckpoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.TakeCheckpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TakeCheckpoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.TakeCheckpoint & gaios.v1.TakeCheckpoint.$Shape} TakeCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.TakeCheckpoint & gaios.v1.TakeCheckpoint.$Shape;
        }

        namespace TakeCheckpoint {

            /** Properties of a TakeCheckpoint. */
            interface $Properties {

                /** TakeCheckpoint groupIdx */
                groupIdx?: number;

                /** TakeCheckpoint gid */
                gid?: number;

                /** TakeCheckpoint transfer */
                transfer?: number;

                /** TakeCheckpoint id */
                id?: string;

                /** TakeCheckpoint fileIdx */
                fileIdx?: number;

                /** TakeCheckpoint offset */
                offset?: number;

                /** TakeCheckpoint hasBase */
                hasBase?: boolean;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TakeCheckpoint. */
            type $Shape = gaios.v1.TakeCheckpoint.$Properties;
        }

        /**
         * Properties of a SendFile.
         * @deprecated Use gaios.v1.SendFile.$Properties instead.
         */
        interface ISendFile extends gaios.v1.SendFile.$Properties {
        }

        /** Represents a SendFile. */
        class SendFile {

            /**
             * Constructs a new SendFile.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendFile.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendFile groupIdx. */
            groupIdx: number;

            /** SendFile transfer. */
            transfer: number;

            /** SendFile seq. */
            seq: number;

            /** SendFile flag. */
            flag: gaios.v1.SendFile.Flag;

            /** SendFile fileIdx. */
            fileIdx: number;

            /** SendFile offset. */
            offset: number;

            /** SendFile length. */
            length: number;

            /** SendFile kept. */
            kept: Uint8Array;

            /** SendFile encoding. */
            encoding: gaios.v1.SendFile.Encoding;

            /** SendFile data. */
            data: Uint8Array;

            /** SendFile crc. */
            crc: number;

            /**
             * Encodes the specified SendFile message. Does not implicitly {@link gaios.v1.SendFile.verify|verify} messages.
             * @param message SendFile message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendFile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendFile message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendFile & gaios.v1.SendFile.$Shape} SendFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendFile & gaios.v1.SendFile.$Shape;
        }

        namespace SendFile {

            /** Properties of a SendFile. */
            interface $Properties {

                /** SendFile groupIdx */
                groupIdx?: number;

                /** SendFile transfer */
                transfer?: number;

                /** SendFile seq */
                seq?: number;

                /** SendFile flag */
                flag?: gaios.v1.SendFile.Flag;

                /** SendFile fileIdx */
                fileIdx?: number;

                /** SendFile offset */
                offset?: number;

                /** SendFile length */
                length?: number;

                /** SendFile kept */
                kept?: Uint8Array;

                /** SendFile encoding */
                encoding?: gaios.v1.SendFile.Encoding;

                /** SendFile data */
                data?: Uint8Array;

                /** SendFile crc */
                crc?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendFile. */
            type $Shape = gaios.v1.SendFile.$Properties;

            /** Flag enum. */
            enum Flag {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** BEGIN value */
                BEGIN = 1,

                /** ING value */
                ING = 2,

                /** END value */
                END = 3
            }

            /** Encoding enum. */
            enum Encoding {

                /** UNSPECIFIED_ENCODING value */
                UNSPECIFIED_ENCODING = 0,

                /** PLAIN value */
                PLAIN = 1,

                /** DEFLATE value */
                DEFLATE = 2
            }
        }

        /**
         * Properties of a SendFileAck.
         * @deprecated Use gaios.v1.SendFileAck.$Properties instead.
         */
        interface ISendFileAck extends gaios.v1.SendFileAck.$Properties {
        }

        /** Represents a SendFileAck. */
        class SendFileAck {

            /**
             * Constructs a new SendFileAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendFileAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendFileAck groupIdx. */
            groupIdx: number;

            /** SendFileAck transfer. */
            transfer: number;

            /** SendFileAck verdict. */
            verdict: gaios.v1.SendFileAck.Verdict;

            /** SendFileAck next. */
            next: number;

            /** SendFileAck reason. */
            reason: gaios.v1.FailReason;

            /**
             * Encodes the specified SendFileAck message. Does not implicitly {@link gaios.v1.SendFileAck.verify|verify} messages.
             * @param message SendFileAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendFileAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendFileAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendFileAck & gaios.v1.SendFileAck.$Shape} SendFileAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendFileAck & gaios.v1.SendFileAck.$Shape;
        }

        namespace SendFileAck {

            /** Properties of a SendFileAck. */
            interface $Properties {

                /** SendFileAck groupIdx */
                groupIdx?: number;

                /** SendFileAck transfer */
                transfer?: number;

                /** SendFileAck verdict */
                verdict?: gaios.v1.SendFileAck.Verdict;

                /** SendFileAck next */
                next?: number;

                /** SendFileAck reason */
                reason?: gaios.v1.FailReason;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendFileAck. */
            type $Shape = gaios.v1.SendFileAck.$Properties;

            /** Verdict enum. */
            enum Verdict {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** OK value */
                OK = 1,

                /** FAIL value */
                FAIL = 2
            }
        }

        /**
         * Properties of an AskForHashes.
         * @deprecated Use gaios.v1.AskForHashes.$Properties instead.
         */
        interface IAskForHashes extends gaios.v1.AskForHashes.$Properties {
        }

        /** Represents an AskForHashes. */
        class AskForHashes {

            /**
             * Constructs a new AskForHashes.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForHashes.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForHashes groupIdx. */
            groupIdx: number;

            /** AskForHashes transfer. */
            transfer: number;

            /** AskForHashes fileIdx. */
            fileIdx: number;

            /** AskForHashes block. */
            block: number;

            /**
             * Encodes the specified AskForHashes message. Does not implicitly {@link gaios.v1.AskForHashes.verify|verify} messages.
             * @param message AskForHashes message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForHashes.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForHashes message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForHashes & gaios.v1.AskForHashes.$Shape} AskForHashes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForHashes & gaios.v1.AskForHashes.$Shape;
        }

        namespace AskForHashes {

            /** Properties of an AskForHashes. */
            interface $Properties {

                /** AskForHashes groupIdx */
                groupIdx?: number;

                /** AskForHashes transfer */
                transfer?: number;

                /** AskForHashes fileIdx */
                fileIdx?: number;

                /** AskForHashes block */
                block?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForHashes. */
            type $Shape = gaios.v1.AskForHashes.$Properties;
        }

        /**
         * Properties of a BlockHashes.
         * @deprecated Use gaios.v1.BlockHashes.$Properties instead.
         */
        interface IBlockHashes extends gaios.v1.BlockHashes.$Properties {
        }

        /** Represents a BlockHashes. */
        class BlockHashes {

            /**
             * Constructs a new BlockHashes.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.BlockHashes.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BlockHashes groupIdx. */
            groupIdx: number;

            /** BlockHashes transfer. */
            transfer: number;

            /** BlockHashes fileIdx. */
            fileIdx: number;

            /** BlockHashes block. */
            block: number;

            /** BlockHashes hashes. */
            hashes: Uint8Array;

            /** BlockHashes crc. */
            crc: number;

            /**
             * Encodes the specified BlockHashes message. Does not implicitly {@link gaios.v1.BlockHashes.verify|verify} messages.
             * @param message BlockHashes message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.BlockHashes.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BlockHashes message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.BlockHashes & gaios.v1.BlockHashes.$Shape} BlockHashes
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.BlockHashes & gaios.v1.BlockHashes.$Shape;
        }

        namespace BlockHashes {

            /** Properties of a BlockHashes. */
            interface $Properties {

                /** BlockHashes groupIdx */
                groupIdx?: number;

                /** BlockHashes transfer */
                transfer?: number;

                /** BlockHashes fileIdx */
                fileIdx?: number;

                /** BlockHashes block */
                block?: number;

                /** BlockHashes hashes */
                hashes?: Uint8Array;

                /** BlockHashes crc */
                crc?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BlockHashes. */
            type $Shape = gaios.v1.BlockHashes.$Properties;
        }

        /**
         * Properties of a RefuseCheckpoint.
         * @deprecated Use gaios.v1.RefuseCheckpoint.$Properties instead.
         */
        interface IRefuseCheckpoint extends gaios.v1.RefuseCheckpoint.$Properties {
        }

        /** Represents a RefuseCheckpoint. */
        class RefuseCheckpoint {

            /**
             * Constructs a new RefuseCheckpoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.RefuseCheckpoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefuseCheckpoint groupIdx. */
            groupIdx: number;

            /** RefuseCheckpoint transfer. */
            transfer: number;

            /** RefuseCheckpoint reason. */
            reason: gaios.v1.FailReason;

            /**
             * Encodes the specified RefuseCheckpoint message. Does not implicitly {@link gaios.v1.RefuseCheckpoint.verify|verify} messages.
             * @param message RefuseCheckpoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.RefuseCheckpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefuseCheckpoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.RefuseCheckpoint & gaios.v1.RefuseCheckpoint.$Shape} RefuseCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.RefuseCheckpoint & gaios.v1.RefuseCheckpoint.$Shape;
        }

        namespace RefuseCheckpoint {

            /** Properties of a RefuseCheckpoint. */
            interface $Properties {

                /** RefuseCheckpoint groupIdx */
                groupIdx?: number;

                /** RefuseCheckpoint transfer */
                transfer?: number;

                /** RefuseCheckpoint reason */
                reason?: gaios.v1.FailReason;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefuseCheckpoint. */
            type $Shape = gaios.v1.RefuseCheckpoint.$Properties;
        }

        /**
         * Properties of an InstalledCheckpoint.
         * @deprecated Use gaios.v1.InstalledCheckpoint.$Properties instead.
         */
        interface IInstalledCheckpoint extends gaios.v1.InstalledCheckpoint.$Properties {
        }

        /** Represents an InstalledCheckpoint. */
        class InstalledCheckpoint {

            /**
             * Constructs a new InstalledCheckpoint.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.InstalledCheckpoint.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InstalledCheckpoint groupIdx. */
            groupIdx: number;

            /** InstalledCheckpoint gid. */
            gid: number;

            /** InstalledCheckpoint transfer. */
            transfer: number;

            /** InstalledCheckpoint chosenUpTo. */
            chosenUpTo: number;

            /** InstalledCheckpoint caughtUp. */
            caughtUp: boolean;

            /**
             * Encodes the specified InstalledCheckpoint message. Does not implicitly {@link gaios.v1.InstalledCheckpoint.verify|verify} messages.
             * @param message InstalledCheckpoint message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.InstalledCheckpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InstalledCheckpoint message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.InstalledCheckpoint & gaios.v1.InstalledCheckpoint.$Shape} InstalledCheckpoint
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.InstalledCheckpoint & gaios.v1.InstalledCheckpoint.$Shape;
        }

        namespace InstalledCheckpoint {

            /** Properties of an InstalledCheckpoint. */
            interface $Properties {

                /** InstalledCheckpoint groupIdx */
                groupIdx?: number;

                /** InstalledCheckpoint gid */
                gid?: number;

                /** InstalledCheckpoint transfer */
                transfer?: number;

                /** InstalledCheckpoint chosenUpTo */
                chosenUpTo?: number;

                /** InstalledCheckpoint caughtUp */
                caughtUp?: boolean;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InstalledCheckpoint. */
            type $Shape = gaios.v1.InstalledCheckpoint.$Properties;
        }

        /**
         * Properties of a SealedManifest.
         * @deprecated Use gaios.v1.SealedManifest.$Properties instead.
         */
        interface ISealedManifest extends gaios.v1.SealedManifest.$Properties {
        }

        /** Represents a SealedManifest. */
        class SealedManifest {

            /**
             * Constructs a new SealedManifest.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SealedManifest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SealedManifest body. */
            body: Uint8Array;

            /** SealedManifest sha256. */
            sha256: Uint8Array;

            /**
             * Encodes the specified SealedManifest message. Does not implicitly {@link gaios.v1.SealedManifest.verify|verify} messages.
             * @param message SealedManifest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SealedManifest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SealedManifest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SealedManifest & gaios.v1.SealedManifest.$Shape} SealedManifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SealedManifest & gaios.v1.SealedManifest.$Shape;
        }

        namespace SealedManifest {

            /** Properties of a SealedManifest. */
            interface $Properties {

                /** SealedManifest body */
                body?: Uint8Array;

                /** SealedManifest sha256 */
                sha256?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SealedManifest. */
            type $Shape = gaios.v1.SealedManifest.$Properties;
        }

        /**
         * Properties of a Manifest.
         * @deprecated Use gaios.v1.Manifest.$Properties instead.
         */
        interface IManifest extends gaios.v1.Manifest.$Properties {
        }

        /** Represents a Manifest. */
        class Manifest {

            /**
             * Constructs a new Manifest.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Manifest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Manifest format. */
            format: number;

            /** Manifest groupIdx. */
            groupIdx: number;

            /** Manifest gid. */
            gid: number;

            /** Manifest instanceId. */
            instanceId: number;

            /** Manifest checksum. */
            checksum: number;

            /** Manifest configuration. */
            configuration: Uint8Array;

            /** Manifest machines. */
            machines: gaios.v1.ManifestMachine[];

            /** Manifest files. */
            files: gaios.v1.ManifestFile[];

            /** Manifest bytesTotal. */
            bytesTotal: number;

            /**
             * Encodes the specified Manifest message. Does not implicitly {@link gaios.v1.Manifest.verify|verify} messages.
             * @param message Manifest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Manifest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Manifest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Manifest & gaios.v1.Manifest.$Shape} Manifest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Manifest & gaios.v1.Manifest.$Shape;
        }

        namespace Manifest {

            /** Properties of a Manifest. */
            interface $Properties {

                /** Manifest format */
                format?: number;

                /** Manifest groupIdx */
                groupIdx?: number;

                /** Manifest gid */
                gid?: number;

                /** Manifest instanceId */
                instanceId?: number;

                /** Manifest checksum */
                checksum?: number;

                /** Manifest configuration */
                configuration?: Uint8Array;

                /** Manifest machines */
                machines?: gaios.v1.ManifestMachine.$Properties[];

                /** Manifest files */
                files?: gaios.v1.ManifestFile.$Properties[];

                /** Manifest bytesTotal */
                bytesTotal?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Manifest. */
            type $Shape = gaios.v1.Manifest.$Properties;
        }

        /**
         * Properties of a ManifestMachine.
         * @deprecated Use gaios.v1.ManifestMachine.$Properties instead.
         */
        interface IManifestMachine extends gaios.v1.ManifestMachine.$Properties {
        }

        /** Represents a ManifestMachine. */
        class ManifestMachine {

            /**
             * Constructs a new ManifestMachine.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ManifestMachine.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ManifestMachine smId. */
            smId: number;

            /** ManifestMachine instanceId. */
            instanceId: number;

            /**
             * Encodes the specified ManifestMachine message. Does not implicitly {@link gaios.v1.ManifestMachine.verify|verify} messages.
             * @param message ManifestMachine message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ManifestMachine.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ManifestMachine message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ManifestMachine & gaios.v1.ManifestMachine.$Shape} ManifestMachine
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ManifestMachine & gaios.v1.ManifestMachine.$Shape;
        }

        namespace ManifestMachine {

            /** Properties of a ManifestMachine. */
            interface $Properties {

                /** ManifestMachine smId */
                smId?: number;

                /** ManifestMachine instanceId */
                instanceId?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ManifestMachine. */
            type $Shape = gaios.v1.ManifestMachine.$Properties;
        }

        /**
         * Properties of a ManifestFile.
         * @deprecated Use gaios.v1.ManifestFile.$Properties instead.
         */
        interface IManifestFile extends gaios.v1.ManifestFile.$Properties {
        }

        /** Represents a ManifestFile. */
        class ManifestFile {

            /**
             * Constructs a new ManifestFile.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ManifestFile.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ManifestFile smId. */
            smId: number;

            /** ManifestFile path. */
            path: string;

            /** ManifestFile size. */
            size: number;

            /** ManifestFile sha256. */
            sha256: Uint8Array;

            /**
             * Encodes the specified ManifestFile message. Does not implicitly {@link gaios.v1.ManifestFile.verify|verify} messages.
             * @param message ManifestFile message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ManifestFile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ManifestFile message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ManifestFile & gaios.v1.ManifestFile.$Shape} ManifestFile
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ManifestFile & gaios.v1.ManifestFile.$Shape;
        }

        namespace ManifestFile {

            /** Properties of a ManifestFile. */
            interface $Properties {

                /** ManifestFile smId */
                smId?: number;

                /** ManifestFile path */
                path?: string;

                /** ManifestFile size */
                size?: number;

                /** ManifestFile sha256 */
                sha256?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ManifestFile. */
            type $Shape = gaios.v1.ManifestFile.$Properties;
        }

        /**
         * Properties of a GroupMessage.
         * @deprecated Use gaios.v1.GroupMessage.$Properties instead.
         */
        interface IGroupMessage extends gaios.v1.GroupMessage.$Properties {
        }

        /** Represents a GroupMessage. */
        class GroupMessage {

            /**
             * Constructs a new GroupMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.GroupMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GroupMessage groupIdx. */
            groupIdx: number;

            /** GroupMessage gid. */
            gid: number;

            /** GroupMessage life. */
            life: number;

            /** GroupMessage prepareDryRun. */
            prepareDryRun: gaios.v1.PrepareDryRun;

            /** GroupMessage prepareDryRunReply. */
            prepareDryRunReply: gaios.v1.PrepareDryRunReply;

            /** GroupMessage prepare. */
            prepare: gaios.v1.Prepare;

            /** GroupMessage prepareReply. */
            prepareReply: gaios.v1.PrepareReply;

            /** GroupMessage accept. */
            accept: gaios.v1.Accept;

            /** GroupMessage acceptReply. */
            acceptReply: gaios.v1.AcceptReply;

            /** GroupMessage proposerSendSuccess. */
            proposerSendSuccess: gaios.v1.ProposerSendSuccess;

            /** GroupMessage proposerSendSuccessReply. */
            proposerSendSuccessReply: gaios.v1.ProposerSendSuccessReply;

            /** GroupMessage askForLearn. */
            askForLearn: gaios.v1.AskForLearn;

            /** GroupMessage sendNowInstanceId. */
            sendNowInstanceId: gaios.v1.SendNowInstanceId;

            /** GroupMessage confirmAskForLearn. */
            confirmAskForLearn: gaios.v1.ConfirmAskForLearn;

            /** GroupMessage sendLearnValue. */
            sendLearnValue: gaios.v1.SendLearnValue;

            /** GroupMessage sendLearnValueAck. */
            sendLearnValueAck: gaios.v1.SendLearnValueAck;

            /** GroupMessage sendNewValue. */
            sendNewValue: gaios.v1.SendNewValue;

            /** GroupMessage sendNewValueReply. */
            sendNewValueReply: gaios.v1.SendNewValueReply;

            /** GroupMessage askForReadIndex. */
            askForReadIndex: gaios.v1.AskForReadIndex;

            /** GroupMessage readIndex. */
            readIndex: gaios.v1.ReadIndex;

            /** GroupMessage confirmLeader. */
            confirmLeader: gaios.v1.ConfirmLeader;

            /** GroupMessage confirmLeaderReply. */
            confirmLeaderReply: gaios.v1.ConfirmLeaderReply;

            /** GroupMessage compareChecksum. */
            compareChecksum: gaios.v1.CompareChecksum;

            /** GroupMessage compareChecksumReply. */
            compareChecksumReply: gaios.v1.CompareChecksumReply;

            /** GroupMessage release. */
            release: gaios.v1.Release;

            /** GroupMessage releaseReply. */
            releaseReply: gaios.v1.ReleaseReply;

            /** GroupMessage fortified. */
            fortified: gaios.v1.Fortified;

            /** GroupMessage refusedFor. */
            refusedFor: gaios.v1.RefusedFor;

            /** GroupMessage transfer. */
            transfer: gaios.v1.Transfer;

            /** GroupMessage releasedTo. */
            releasedTo: gaios.v1.ReleasedTo;

            /**
             * Encodes the specified GroupMessage message. Does not implicitly {@link gaios.v1.GroupMessage.verify|verify} messages.
             * @param message GroupMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.GroupMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GroupMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.GroupMessage & gaios.v1.GroupMessage.$Shape} GroupMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.GroupMessage & gaios.v1.GroupMessage.$Shape;
        }

        namespace GroupMessage {

            /** Properties of a GroupMessage. */
            interface $Properties {

                /** GroupMessage groupIdx */
                groupIdx?: number;

                /** GroupMessage gid */
                gid?: number;

                /** GroupMessage life */
                life?: number;

                /** GroupMessage prepareDryRun */
                prepareDryRun?: gaios.v1.PrepareDryRun.$Properties;

                /** GroupMessage prepareDryRunReply */
                prepareDryRunReply?: gaios.v1.PrepareDryRunReply.$Properties;

                /** GroupMessage prepare */
                prepare?: gaios.v1.Prepare.$Properties;

                /** GroupMessage prepareReply */
                prepareReply?: gaios.v1.PrepareReply.$Properties;

                /** GroupMessage accept */
                accept?: gaios.v1.Accept.$Properties;

                /** GroupMessage acceptReply */
                acceptReply?: gaios.v1.AcceptReply.$Properties;

                /** GroupMessage proposerSendSuccess */
                proposerSendSuccess?: gaios.v1.ProposerSendSuccess.$Properties;

                /** GroupMessage proposerSendSuccessReply */
                proposerSendSuccessReply?: gaios.v1.ProposerSendSuccessReply.$Properties;

                /** GroupMessage askForLearn */
                askForLearn?: gaios.v1.AskForLearn.$Properties;

                /** GroupMessage sendNowInstanceId */
                sendNowInstanceId?: gaios.v1.SendNowInstanceId.$Properties;

                /** GroupMessage confirmAskForLearn */
                confirmAskForLearn?: gaios.v1.ConfirmAskForLearn.$Properties;

                /** GroupMessage sendLearnValue */
                sendLearnValue?: gaios.v1.SendLearnValue.$Properties;

                /** GroupMessage sendLearnValueAck */
                sendLearnValueAck?: gaios.v1.SendLearnValueAck.$Properties;

                /** GroupMessage sendNewValue */
                sendNewValue?: gaios.v1.SendNewValue.$Properties;

                /** GroupMessage sendNewValueReply */
                sendNewValueReply?: gaios.v1.SendNewValueReply.$Properties;

                /** GroupMessage askForReadIndex */
                askForReadIndex?: gaios.v1.AskForReadIndex.$Properties;

                /** GroupMessage readIndex */
                readIndex?: gaios.v1.ReadIndex.$Properties;

                /** GroupMessage confirmLeader */
                confirmLeader?: gaios.v1.ConfirmLeader.$Properties;

                /** GroupMessage confirmLeaderReply */
                confirmLeaderReply?: gaios.v1.ConfirmLeaderReply.$Properties;

                /** GroupMessage compareChecksum */
                compareChecksum?: gaios.v1.CompareChecksum.$Properties;

                /** GroupMessage compareChecksumReply */
                compareChecksumReply?: gaios.v1.CompareChecksumReply.$Properties;

                /** GroupMessage release */
                release?: gaios.v1.Release.$Properties;

                /** GroupMessage releaseReply */
                releaseReply?: gaios.v1.ReleaseReply.$Properties;

                /** GroupMessage fortified */
                fortified?: gaios.v1.Fortified.$Properties;

                /** GroupMessage refusedFor */
                refusedFor?: gaios.v1.RefusedFor.$Properties;

                /** GroupMessage transfer */
                transfer?: gaios.v1.Transfer.$Properties;

                /** GroupMessage releasedTo */
                releasedTo?: gaios.v1.ReleasedTo.$Properties;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GroupMessage. */
            type $Shape = gaios.v1.GroupMessage.$Properties;
        }

        /**
         * Properties of a PrepareDryRun.
         * @deprecated Use gaios.v1.PrepareDryRun.$Properties instead.
         */
        interface IPrepareDryRun extends gaios.v1.PrepareDryRun.$Properties {
        }

        /** Represents a PrepareDryRun. */
        class PrepareDryRun {

            /**
             * Constructs a new PrepareDryRun.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.PrepareDryRun.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrepareDryRun ballot. */
            ballot: number;

            /** PrepareDryRun from. */
            from: number;

            /**
             * Encodes the specified PrepareDryRun message. Does not implicitly {@link gaios.v1.PrepareDryRun.verify|verify} messages.
             * @param message PrepareDryRun message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.PrepareDryRun.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrepareDryRun message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareDryRun & gaios.v1.PrepareDryRun.$Shape} PrepareDryRun
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.PrepareDryRun & gaios.v1.PrepareDryRun.$Shape;
        }

        namespace PrepareDryRun {

            /** Properties of a PrepareDryRun. */
            interface $Properties {

                /** PrepareDryRun ballot */
                ballot?: number;

                /** PrepareDryRun from */
                from?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrepareDryRun. */
            type $Shape = gaios.v1.PrepareDryRun.$Properties;
        }

        /**
         * Properties of a PrepareDryRunReply.
         * @deprecated Use gaios.v1.PrepareDryRunReply.$Properties instead.
         */
        interface IPrepareDryRunReply extends gaios.v1.PrepareDryRunReply.$Properties {
        }

        /** Represents a PrepareDryRunReply. */
        class PrepareDryRunReply {

            /**
             * Constructs a new PrepareDryRunReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.PrepareDryRunReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrepareDryRunReply ballot. */
            ballot: number;

            /** PrepareDryRunReply proposer. */
            proposer: Uint8Array;

            /** PrepareDryRunReply granted. */
            granted: boolean;

            /** PrepareDryRunReply promised. */
            promised: number;

            /** PrepareDryRunReply leader. */
            leader: number;

            /** PrepareDryRunReply chosenUpTo. */
            chosenUpTo: number;

            /** PrepareDryRunReply minChosen. */
            minChosen: number;

            /**
             * Encodes the specified PrepareDryRunReply message. Does not implicitly {@link gaios.v1.PrepareDryRunReply.verify|verify} messages.
             * @param message PrepareDryRunReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.PrepareDryRunReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrepareDryRunReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareDryRunReply & gaios.v1.PrepareDryRunReply.$Shape} PrepareDryRunReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.PrepareDryRunReply & gaios.v1.PrepareDryRunReply.$Shape;
        }

        namespace PrepareDryRunReply {

            /** Properties of a PrepareDryRunReply. */
            interface $Properties {

                /** PrepareDryRunReply ballot */
                ballot?: number;

                /** PrepareDryRunReply proposer */
                proposer?: Uint8Array;

                /** PrepareDryRunReply granted */
                granted?: boolean;

                /** PrepareDryRunReply promised */
                promised?: number;

                /** PrepareDryRunReply leader */
                leader?: number;

                /** PrepareDryRunReply chosenUpTo */
                chosenUpTo?: number;

                /** PrepareDryRunReply minChosen */
                minChosen?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrepareDryRunReply. */
            type $Shape = gaios.v1.PrepareDryRunReply.$Properties;
        }

        /**
         * Properties of a Prepare.
         * @deprecated Use gaios.v1.Prepare.$Properties instead.
         */
        interface IPrepare extends gaios.v1.Prepare.$Properties {
        }

        /** Represents a Prepare. */
        class Prepare {

            /**
             * Constructs a new Prepare.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Prepare.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Prepare ballot. */
            ballot: number;

            /** Prepare from. */
            from: number;

            /**
             * Encodes the specified Prepare message. Does not implicitly {@link gaios.v1.Prepare.verify|verify} messages.
             * @param message Prepare message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Prepare.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Prepare message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Prepare & gaios.v1.Prepare.$Shape} Prepare
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Prepare & gaios.v1.Prepare.$Shape;
        }

        namespace Prepare {

            /** Properties of a Prepare. */
            interface $Properties {

                /** Prepare ballot */
                ballot?: number;

                /** Prepare from */
                from?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Prepare. */
            type $Shape = gaios.v1.Prepare.$Properties;
        }

        /**
         * Properties of a PrepareReply.
         * @deprecated Use gaios.v1.PrepareReply.$Properties instead.
         */
        interface IPrepareReply extends gaios.v1.PrepareReply.$Properties {
        }

        /** Represents a PrepareReply. */
        class PrepareReply {

            /**
             * Constructs a new PrepareReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.PrepareReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrepareReply ballot. */
            ballot: number;

            /** PrepareReply proposer. */
            proposer: Uint8Array;

            /** PrepareReply from. */
            from: number;

            /** PrepareReply verdict. */
            verdict: gaios.v1.PrepareReply.Verdict;

            /** PrepareReply promised. */
            promised: number;

            /** PrepareReply chosenUpTo. */
            chosenUpTo: number;

            /** PrepareReply minChosen. */
            minChosen: number;

            /** PrepareReply accepted. */
            accepted: gaios.v1.Reported[];

            /** PrepareReply next. */
            next: number;

            /**
             * Encodes the specified PrepareReply message. Does not implicitly {@link gaios.v1.PrepareReply.verify|verify} messages.
             * @param message PrepareReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.PrepareReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrepareReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.PrepareReply & gaios.v1.PrepareReply.$Shape} PrepareReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.PrepareReply & gaios.v1.PrepareReply.$Shape;
        }

        namespace PrepareReply {

            /** Properties of a PrepareReply. */
            interface $Properties {

                /** PrepareReply ballot */
                ballot?: number;

                /** PrepareReply proposer */
                proposer?: Uint8Array;

                /** PrepareReply from */
                from?: number;

                /** PrepareReply verdict */
                verdict?: gaios.v1.PrepareReply.Verdict;

                /** PrepareReply promised */
                promised?: number;

                /** PrepareReply chosenUpTo */
                chosenUpTo?: number;

                /** PrepareReply minChosen */
                minChosen?: number;

                /** PrepareReply accepted */
                accepted?: gaios.v1.Reported.$Properties[];

                /** PrepareReply next */
                next?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrepareReply. */
            type $Shape = gaios.v1.PrepareReply.$Properties;

            /** Verdict enum. */
            enum Verdict {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** PROMISED value */
                PROMISED = 1,

                /** REFUSED value */
                REFUSED = 2,

                /** CHOSEN value */
                CHOSEN = 3
            }
        }

        /**
         * Properties of a Reported.
         * @deprecated Use gaios.v1.Reported.$Properties instead.
         */
        interface IReported extends gaios.v1.Reported.$Properties {
        }

        /** Represents a Reported. */
        class Reported {

            /**
             * Constructs a new Reported.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Reported.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reported instanceId. */
            instanceId: number;

            /** Reported ballot. */
            ballot: number;

            /** Reported chosen. */
            chosen: boolean;

            /** Reported value. */
            value: Uint8Array;

            /**
             * Encodes the specified Reported message. Does not implicitly {@link gaios.v1.Reported.verify|verify} messages.
             * @param message Reported message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Reported.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reported message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Reported & gaios.v1.Reported.$Shape} Reported
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Reported & gaios.v1.Reported.$Shape;
        }

        namespace Reported {

            /** Properties of a Reported. */
            interface $Properties {

                /** Reported instanceId */
                instanceId?: number;

                /** Reported ballot */
                ballot?: number;

                /** Reported chosen */
                chosen?: boolean;

                /** Reported value */
                value?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reported. */
            type $Shape = gaios.v1.Reported.$Properties;
        }

        /**
         * Properties of an Accept.
         * @deprecated Use gaios.v1.Accept.$Properties instead.
         */
        interface IAccept extends gaios.v1.Accept.$Properties {
        }

        /** Represents an Accept. */
        class Accept {

            /**
             * Constructs a new Accept.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Accept.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Accept ballot. */
            ballot: number;

            /** Accept entries. */
            entries: gaios.v1.InstanceValue[];

            /** Accept chosenUpTo. */
            chosenUpTo: number;

            /** Accept checksum. */
            checksum: number;

            /**
             * Encodes the specified Accept message. Does not implicitly {@link gaios.v1.Accept.verify|verify} messages.
             * @param message Accept message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Accept.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Accept message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Accept & gaios.v1.Accept.$Shape} Accept
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Accept & gaios.v1.Accept.$Shape;
        }

        namespace Accept {

            /** Properties of an Accept. */
            interface $Properties {

                /** Accept ballot */
                ballot?: number;

                /** Accept entries */
                entries?: gaios.v1.InstanceValue.$Properties[];

                /** Accept chosenUpTo */
                chosenUpTo?: number;

                /** Accept checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Accept. */
            type $Shape = gaios.v1.Accept.$Properties;
        }

        /**
         * Properties of an InstanceValue.
         * @deprecated Use gaios.v1.InstanceValue.$Properties instead.
         */
        interface IInstanceValue extends gaios.v1.InstanceValue.$Properties {
        }

        /** Represents an InstanceValue. */
        class InstanceValue {

            /**
             * Constructs a new InstanceValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.InstanceValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InstanceValue instanceId. */
            instanceId: number;

            /** InstanceValue value. */
            value: Uint8Array;

            /**
             * Encodes the specified InstanceValue message. Does not implicitly {@link gaios.v1.InstanceValue.verify|verify} messages.
             * @param message InstanceValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.InstanceValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InstanceValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.InstanceValue & gaios.v1.InstanceValue.$Shape} InstanceValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.InstanceValue & gaios.v1.InstanceValue.$Shape;
        }

        namespace InstanceValue {

            /** Properties of an InstanceValue. */
            interface $Properties {

                /** InstanceValue instanceId */
                instanceId?: number;

                /** InstanceValue value */
                value?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InstanceValue. */
            type $Shape = gaios.v1.InstanceValue.$Properties;
        }

        /**
         * Properties of an AcceptReply.
         * @deprecated Use gaios.v1.AcceptReply.$Properties instead.
         */
        interface IAcceptReply extends gaios.v1.AcceptReply.$Properties {
        }

        /** Represents an AcceptReply. */
        class AcceptReply {

            /**
             * Constructs a new AcceptReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AcceptReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AcceptReply ballot. */
            ballot: number;

            /** AcceptReply proposer. */
            proposer: Uint8Array;

            /** AcceptReply verdict. */
            verdict: gaios.v1.AcceptReply.Verdict;

            /** AcceptReply instanceIds. */
            instanceIds: number[];

            /** AcceptReply promised. */
            promised: number;

            /** AcceptReply chosenUpTo. */
            chosenUpTo: number;

            /** AcceptReply checksum. */
            checksum: number;

            /**
             * Encodes the specified AcceptReply message. Does not implicitly {@link gaios.v1.AcceptReply.verify|verify} messages.
             * @param message AcceptReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AcceptReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AcceptReply & gaios.v1.AcceptReply.$Shape} AcceptReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AcceptReply & gaios.v1.AcceptReply.$Shape;
        }

        namespace AcceptReply {

            /** Properties of an AcceptReply. */
            interface $Properties {

                /** AcceptReply ballot */
                ballot?: number;

                /** AcceptReply proposer */
                proposer?: Uint8Array;

                /** AcceptReply verdict */
                verdict?: gaios.v1.AcceptReply.Verdict;

                /** AcceptReply instanceIds */
                instanceIds?: number[];

                /** AcceptReply promised */
                promised?: number;

                /** AcceptReply chosenUpTo */
                chosenUpTo?: number;

                /** AcceptReply checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AcceptReply. */
            type $Shape = gaios.v1.AcceptReply.$Properties;

            /** Verdict enum. */
            enum Verdict {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** ACCEPTED value */
                ACCEPTED = 1,

                /** REFUSED value */
                REFUSED = 2,

                /** CHOSEN value */
                CHOSEN = 3
            }
        }

        /**
         * Properties of a ProposerSendSuccess.
         * @deprecated Use gaios.v1.ProposerSendSuccess.$Properties instead.
         */
        interface IProposerSendSuccess extends gaios.v1.ProposerSendSuccess.$Properties {
        }

        /** Represents a ProposerSendSuccess. */
        class ProposerSendSuccess {

            /**
             * Constructs a new ProposerSendSuccess.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ProposerSendSuccess.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProposerSendSuccess ballot. */
            ballot: number;

            /** ProposerSendSuccess chosenUpTo. */
            chosenUpTo: number;

            /** ProposerSendSuccess checksum. */
            checksum: number;

            /**
             * Encodes the specified ProposerSendSuccess message. Does not implicitly {@link gaios.v1.ProposerSendSuccess.verify|verify} messages.
             * @param message ProposerSendSuccess message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ProposerSendSuccess.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProposerSendSuccess message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ProposerSendSuccess & gaios.v1.ProposerSendSuccess.$Shape} ProposerSendSuccess
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ProposerSendSuccess & gaios.v1.ProposerSendSuccess.$Shape;
        }

        namespace ProposerSendSuccess {

            /** Properties of a ProposerSendSuccess. */
            interface $Properties {

                /** ProposerSendSuccess ballot */
                ballot?: number;

                /** ProposerSendSuccess chosenUpTo */
                chosenUpTo?: number;

                /** ProposerSendSuccess checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProposerSendSuccess. */
            type $Shape = gaios.v1.ProposerSendSuccess.$Properties;
        }

        /**
         * Properties of a ProposerSendSuccessReply.
         * @deprecated Use gaios.v1.ProposerSendSuccessReply.$Properties instead.
         */
        interface IProposerSendSuccessReply extends gaios.v1.ProposerSendSuccessReply.$Properties {
        }

        /** Represents a ProposerSendSuccessReply. */
        class ProposerSendSuccessReply {

            /**
             * Constructs a new ProposerSendSuccessReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ProposerSendSuccessReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProposerSendSuccessReply ballot. */
            ballot: number;

            /** ProposerSendSuccessReply proposer. */
            proposer: Uint8Array;

            /** ProposerSendSuccessReply promised. */
            promised: number;

            /** ProposerSendSuccessReply chosenUpTo. */
            chosenUpTo: number;

            /** ProposerSendSuccessReply checksum. */
            checksum: number;

            /**
             * Encodes the specified ProposerSendSuccessReply message. Does not implicitly {@link gaios.v1.ProposerSendSuccessReply.verify|verify} messages.
             * @param message ProposerSendSuccessReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ProposerSendSuccessReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProposerSendSuccessReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ProposerSendSuccessReply & gaios.v1.ProposerSendSuccessReply.$Shape} ProposerSendSuccessReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ProposerSendSuccessReply & gaios.v1.ProposerSendSuccessReply.$Shape;
        }

        namespace ProposerSendSuccessReply {

            /** Properties of a ProposerSendSuccessReply. */
            interface $Properties {

                /** ProposerSendSuccessReply ballot */
                ballot?: number;

                /** ProposerSendSuccessReply proposer */
                proposer?: Uint8Array;

                /** ProposerSendSuccessReply promised */
                promised?: number;

                /** ProposerSendSuccessReply chosenUpTo */
                chosenUpTo?: number;

                /** ProposerSendSuccessReply checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProposerSendSuccessReply. */
            type $Shape = gaios.v1.ProposerSendSuccessReply.$Properties;
        }

        /**
         * Properties of a Release.
         * @deprecated Use gaios.v1.Release.$Properties instead.
         */
        interface IRelease extends gaios.v1.Release.$Properties {
        }

        /** Represents a Release. */
        class Release {

            /**
             * Constructs a new Release.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Release.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Release ballot. */
            ballot: number;

            /**
             * Encodes the specified Release message. Does not implicitly {@link gaios.v1.Release.verify|verify} messages.
             * @param message Release message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Release.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Release message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Release & gaios.v1.Release.$Shape} Release
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Release & gaios.v1.Release.$Shape;
        }

        namespace Release {

            /** Properties of a Release. */
            interface $Properties {

                /** Release ballot */
                ballot?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Release. */
            type $Shape = gaios.v1.Release.$Properties;
        }

        /**
         * Properties of a ReleaseReply.
         * @deprecated Use gaios.v1.ReleaseReply.$Properties instead.
         */
        interface IReleaseReply extends gaios.v1.ReleaseReply.$Properties {
        }

        /** Represents a ReleaseReply. */
        class ReleaseReply {

            /**
             * Constructs a new ReleaseReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ReleaseReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReleaseReply ballot. */
            ballot: number;

            /**
             * Encodes the specified ReleaseReply message. Does not implicitly {@link gaios.v1.ReleaseReply.verify|verify} messages.
             * @param message ReleaseReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ReleaseReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleaseReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ReleaseReply & gaios.v1.ReleaseReply.$Shape} ReleaseReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ReleaseReply & gaios.v1.ReleaseReply.$Shape;
        }

        namespace ReleaseReply {

            /** Properties of a ReleaseReply. */
            interface $Properties {

                /** ReleaseReply ballot */
                ballot?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleaseReply. */
            type $Shape = gaios.v1.ReleaseReply.$Properties;
        }

        /**
         * Properties of a Fortified.
         * @deprecated Use gaios.v1.Fortified.$Properties instead.
         */
        interface IFortified extends gaios.v1.Fortified.$Properties {
        }

        /** Represents a Fortified. */
        class Fortified {

            /**
             * Constructs a new Fortified.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Fortified.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fortified ballot. */
            ballot: number;

            /** Fortified proposer. */
            proposer: Uint8Array;

            /** Fortified boot. */
            boot: number;

            /** Fortified epoch. */
            epoch: number;

            /**
             * Encodes the specified Fortified message. Does not implicitly {@link gaios.v1.Fortified.verify|verify} messages.
             * @param message Fortified message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Fortified.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fortified message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Fortified & gaios.v1.Fortified.$Shape} Fortified
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Fortified & gaios.v1.Fortified.$Shape;
        }

        namespace Fortified {

            /** Properties of a Fortified. */
            interface $Properties {

                /** Fortified ballot */
                ballot?: number;

                /** Fortified proposer */
                proposer?: Uint8Array;

                /** Fortified boot */
                boot?: number;

                /** Fortified epoch */
                epoch?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fortified. */
            type $Shape = gaios.v1.Fortified.$Properties;
        }

        /**
         * Properties of a RefusedFor.
         * @deprecated Use gaios.v1.RefusedFor.$Properties instead.
         */
        interface IRefusedFor extends gaios.v1.RefusedFor.$Properties {
        }

        /** Represents a RefusedFor. */
        class RefusedFor {

            /**
             * Constructs a new RefusedFor.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.RefusedFor.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusedFor ballot. */
            ballot: number;

            /**
             * Encodes the specified RefusedFor message. Does not implicitly {@link gaios.v1.RefusedFor.verify|verify} messages.
             * @param message RefusedFor message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.RefusedFor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusedFor message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.RefusedFor & gaios.v1.RefusedFor.$Shape} RefusedFor
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.RefusedFor & gaios.v1.RefusedFor.$Shape;
        }

        namespace RefusedFor {

            /** Properties of a RefusedFor. */
            interface $Properties {

                /** RefusedFor ballot */
                ballot?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusedFor. */
            type $Shape = gaios.v1.RefusedFor.$Properties;
        }

        /**
         * Properties of a Transfer.
         * @deprecated Use gaios.v1.Transfer.$Properties instead.
         */
        interface ITransfer extends gaios.v1.Transfer.$Properties {
        }

        /** Represents a Transfer. */
        class Transfer {

            /**
             * Constructs a new Transfer.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Transfer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Transfer ballot. */
            ballot: number;

            /** Transfer chosenUpTo. */
            chosenUpTo: number;

            /**
             * Encodes the specified Transfer message. Does not implicitly {@link gaios.v1.Transfer.verify|verify} messages.
             * @param message Transfer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Transfer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Transfer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Transfer & gaios.v1.Transfer.$Shape} Transfer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Transfer & gaios.v1.Transfer.$Shape;
        }

        namespace Transfer {

            /** Properties of a Transfer. */
            interface $Properties {

                /** Transfer ballot */
                ballot?: number;

                /** Transfer chosenUpTo */
                chosenUpTo?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Transfer. */
            type $Shape = gaios.v1.Transfer.$Properties;
        }

        /**
         * Properties of a ReleasedTo.
         * @deprecated Use gaios.v1.ReleasedTo.$Properties instead.
         */
        interface IReleasedTo extends gaios.v1.ReleasedTo.$Properties {
        }

        /** Represents a ReleasedTo. */
        class ReleasedTo {

            /**
             * Constructs a new ReleasedTo.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ReleasedTo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReleasedTo ballot. */
            ballot: number;

            /**
             * Encodes the specified ReleasedTo message. Does not implicitly {@link gaios.v1.ReleasedTo.verify|verify} messages.
             * @param message ReleasedTo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ReleasedTo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleasedTo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ReleasedTo & gaios.v1.ReleasedTo.$Shape} ReleasedTo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ReleasedTo & gaios.v1.ReleasedTo.$Shape;
        }

        namespace ReleasedTo {

            /** Properties of a ReleasedTo. */
            interface $Properties {

                /** ReleasedTo ballot */
                ballot?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleasedTo. */
            type $Shape = gaios.v1.ReleasedTo.$Properties;
        }

        /**
         * Properties of an AskForLearn.
         * @deprecated Use gaios.v1.AskForLearn.$Properties instead.
         */
        interface IAskForLearn extends gaios.v1.AskForLearn.$Properties {
        }

        /** Represents an AskForLearn. */
        class AskForLearn {

            /**
             * Constructs a new AskForLearn.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForLearn.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForLearn from. */
            from: number;

            /**
             * Encodes the specified AskForLearn message. Does not implicitly {@link gaios.v1.AskForLearn.verify|verify} messages.
             * @param message AskForLearn message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForLearn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForLearn message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForLearn & gaios.v1.AskForLearn.$Shape} AskForLearn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForLearn & gaios.v1.AskForLearn.$Shape;
        }

        namespace AskForLearn {

            /** Properties of an AskForLearn. */
            interface $Properties {

                /** AskForLearn from */
                from?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForLearn. */
            type $Shape = gaios.v1.AskForLearn.$Properties;
        }

        /**
         * Properties of a SendNowInstanceId.
         * @deprecated Use gaios.v1.SendNowInstanceId.$Properties instead.
         */
        interface ISendNowInstanceId extends gaios.v1.SendNowInstanceId.$Properties {
        }

        /** Represents a SendNowInstanceId. */
        class SendNowInstanceId {

            /**
             * Constructs a new SendNowInstanceId.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendNowInstanceId.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendNowInstanceId chosenUpTo. */
            chosenUpTo: number;

            /** SendNowInstanceId minChosen. */
            minChosen: number;

            /** SendNowInstanceId leader. */
            leader: number;

            /**
             * Encodes the specified SendNowInstanceId message. Does not implicitly {@link gaios.v1.SendNowInstanceId.verify|verify} messages.
             * @param message SendNowInstanceId message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendNowInstanceId.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendNowInstanceId message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendNowInstanceId & gaios.v1.SendNowInstanceId.$Shape} SendNowInstanceId
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendNowInstanceId & gaios.v1.SendNowInstanceId.$Shape;
        }

        namespace SendNowInstanceId {

            /** Properties of a SendNowInstanceId. */
            interface $Properties {

                /** SendNowInstanceId chosenUpTo */
                chosenUpTo?: number;

                /** SendNowInstanceId minChosen */
                minChosen?: number;

                /** SendNowInstanceId leader */
                leader?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendNowInstanceId. */
            type $Shape = gaios.v1.SendNowInstanceId.$Properties;
        }

        /**
         * Properties of a ConfirmAskForLearn.
         * @deprecated Use gaios.v1.ConfirmAskForLearn.$Properties instead.
         */
        interface IConfirmAskForLearn extends gaios.v1.ConfirmAskForLearn.$Properties {
        }

        /** Represents a ConfirmAskForLearn. */
        class ConfirmAskForLearn {

            /**
             * Constructs a new ConfirmAskForLearn.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ConfirmAskForLearn.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConfirmAskForLearn from. */
            from: number;

            /**
             * Encodes the specified ConfirmAskForLearn message. Does not implicitly {@link gaios.v1.ConfirmAskForLearn.verify|verify} messages.
             * @param message ConfirmAskForLearn message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ConfirmAskForLearn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConfirmAskForLearn message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmAskForLearn & gaios.v1.ConfirmAskForLearn.$Shape} ConfirmAskForLearn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ConfirmAskForLearn & gaios.v1.ConfirmAskForLearn.$Shape;
        }

        namespace ConfirmAskForLearn {

            /** Properties of a ConfirmAskForLearn. */
            interface $Properties {

                /** ConfirmAskForLearn from */
                from?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConfirmAskForLearn. */
            type $Shape = gaios.v1.ConfirmAskForLearn.$Properties;
        }

        /**
         * Properties of a SendLearnValue.
         * @deprecated Use gaios.v1.SendLearnValue.$Properties instead.
         */
        interface ISendLearnValue extends gaios.v1.SendLearnValue.$Properties {
        }

        /** Represents a SendLearnValue. */
        class SendLearnValue {

            /**
             * Constructs a new SendLearnValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendLearnValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendLearnValue entries. */
            entries: gaios.v1.LearnedValue[];

            /** SendLearnValue chosenUpTo. */
            chosenUpTo: number;

            /**
             * Encodes the specified SendLearnValue message. Does not implicitly {@link gaios.v1.SendLearnValue.verify|verify} messages.
             * @param message SendLearnValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendLearnValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendLearnValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendLearnValue & gaios.v1.SendLearnValue.$Shape} SendLearnValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendLearnValue & gaios.v1.SendLearnValue.$Shape;
        }

        namespace SendLearnValue {

            /** Properties of a SendLearnValue. */
            interface $Properties {

                /** SendLearnValue entries */
                entries?: gaios.v1.LearnedValue.$Properties[];

                /** SendLearnValue chosenUpTo */
                chosenUpTo?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendLearnValue. */
            type $Shape = gaios.v1.SendLearnValue.$Properties;
        }

        /**
         * Properties of a LearnedValue.
         * @deprecated Use gaios.v1.LearnedValue.$Properties instead.
         */
        interface ILearnedValue extends gaios.v1.LearnedValue.$Properties {
        }

        /** Represents a LearnedValue. */
        class LearnedValue {

            /**
             * Constructs a new LearnedValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.LearnedValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** LearnedValue instanceId. */
            instanceId: number;

            /** LearnedValue ballot. */
            ballot: number;

            /** LearnedValue value. */
            value: Uint8Array;

            /**
             * Encodes the specified LearnedValue message. Does not implicitly {@link gaios.v1.LearnedValue.verify|verify} messages.
             * @param message LearnedValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.LearnedValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a LearnedValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.LearnedValue & gaios.v1.LearnedValue.$Shape} LearnedValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.LearnedValue & gaios.v1.LearnedValue.$Shape;
        }

        namespace LearnedValue {

            /** Properties of a LearnedValue. */
            interface $Properties {

                /** LearnedValue instanceId */
                instanceId?: number;

                /** LearnedValue ballot */
                ballot?: number;

                /** LearnedValue value */
                value?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a LearnedValue. */
            type $Shape = gaios.v1.LearnedValue.$Properties;
        }

        /**
         * Properties of a SendLearnValueAck.
         * @deprecated Use gaios.v1.SendLearnValueAck.$Properties instead.
         */
        interface ISendLearnValueAck extends gaios.v1.SendLearnValueAck.$Properties {
        }

        /** Represents a SendLearnValueAck. */
        class SendLearnValueAck {

            /**
             * Constructs a new SendLearnValueAck.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendLearnValueAck.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendLearnValueAck upTo. */
            upTo: number;

            /**
             * Encodes the specified SendLearnValueAck message. Does not implicitly {@link gaios.v1.SendLearnValueAck.verify|verify} messages.
             * @param message SendLearnValueAck message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendLearnValueAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendLearnValueAck message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendLearnValueAck & gaios.v1.SendLearnValueAck.$Shape} SendLearnValueAck
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendLearnValueAck & gaios.v1.SendLearnValueAck.$Shape;
        }

        namespace SendLearnValueAck {

            /** Properties of a SendLearnValueAck. */
            interface $Properties {

                /** SendLearnValueAck upTo */
                upTo?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendLearnValueAck. */
            type $Shape = gaios.v1.SendLearnValueAck.$Properties;
        }

        /**
         * Properties of a SendNewValue.
         * @deprecated Use gaios.v1.SendNewValue.$Properties instead.
         */
        interface ISendNewValue extends gaios.v1.SendNewValue.$Properties {
        }

        /** Represents a SendNewValue. */
        class SendNewValue {

            /**
             * Constructs a new SendNewValue.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendNewValue.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendNewValue boot. */
            boot: number;

            /** SendNewValue units. */
            units: gaios.v1.ProposalUnit[];

            /** SendNewValue origin. */
            origin: number;

            /**
             * Encodes the specified SendNewValue message. Does not implicitly {@link gaios.v1.SendNewValue.verify|verify} messages.
             * @param message SendNewValue message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendNewValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendNewValue message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendNewValue & gaios.v1.SendNewValue.$Shape} SendNewValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendNewValue & gaios.v1.SendNewValue.$Shape;
        }

        namespace SendNewValue {

            /** Properties of a SendNewValue. */
            interface $Properties {

                /** SendNewValue boot */
                boot?: number;

                /** SendNewValue units */
                units?: gaios.v1.ProposalUnit.$Properties[];

                /** SendNewValue origin */
                origin?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendNewValue. */
            type $Shape = gaios.v1.SendNewValue.$Properties;
        }

        /**
         * Properties of a ProposalUnit.
         * @deprecated Use gaios.v1.ProposalUnit.$Properties instead.
         */
        interface IProposalUnit extends gaios.v1.ProposalUnit.$Properties {
        }

        /** Represents a ProposalUnit. */
        class ProposalUnit {

            /**
             * Constructs a new ProposalUnit.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ProposalUnit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProposalUnit proposals. */
            proposals: gaios.v1.Proposal[];

            /**
             * Encodes the specified ProposalUnit message. Does not implicitly {@link gaios.v1.ProposalUnit.verify|verify} messages.
             * @param message ProposalUnit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ProposalUnit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProposalUnit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ProposalUnit & gaios.v1.ProposalUnit.$Shape} ProposalUnit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ProposalUnit & gaios.v1.ProposalUnit.$Shape;
        }

        namespace ProposalUnit {

            /** Properties of a ProposalUnit. */
            interface $Properties {

                /** ProposalUnit proposals */
                proposals?: gaios.v1.Proposal.$Properties[];

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProposalUnit. */
            type $Shape = gaios.v1.ProposalUnit.$Properties;
        }

        /**
         * Properties of a Proposal.
         * @deprecated Use gaios.v1.Proposal.$Properties instead.
         */
        interface IProposal extends gaios.v1.Proposal.$Properties {
        }

        /** Represents a Proposal. */
        class Proposal {

            /**
             * Constructs a new Proposal.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.Proposal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Proposal nodeId. */
            nodeId: number;

            /** Proposal storageId. */
            storageId: Uint8Array;

            /** Proposal boot. */
            boot: number;

            /** Proposal seq. */
            seq: number;

            /** Proposal floor. */
            floor: number;

            /** Proposal smId. */
            smId: number;

            /** Proposal payload. */
            payload: Uint8Array;

            /**
             * Encodes the specified Proposal message. Does not implicitly {@link gaios.v1.Proposal.verify|verify} messages.
             * @param message Proposal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.Proposal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Proposal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.Proposal & gaios.v1.Proposal.$Shape} Proposal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.Proposal & gaios.v1.Proposal.$Shape;
        }

        namespace Proposal {

            /** Properties of a Proposal. */
            interface $Properties {

                /** Proposal nodeId */
                nodeId?: number;

                /** Proposal storageId */
                storageId?: Uint8Array;

                /** Proposal boot */
                boot?: number;

                /** Proposal seq */
                seq?: number;

                /** Proposal floor */
                floor?: number;

                /** Proposal smId */
                smId?: number;

                /** Proposal payload */
                payload?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Proposal. */
            type $Shape = gaios.v1.Proposal.$Properties;
        }

        /**
         * Properties of a SendNewValueReply.
         * @deprecated Use gaios.v1.SendNewValueReply.$Properties instead.
         */
        interface ISendNewValueReply extends gaios.v1.SendNewValueReply.$Properties {
        }

        /** Represents a SendNewValueReply. */
        class SendNewValueReply {

            /**
             * Constructs a new SendNewValueReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.SendNewValueReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SendNewValueReply boot. */
            boot: number;

            /** SendNewValueReply verdict. */
            verdict: gaios.v1.SendNewValueReply.Verdict;

            /** SendNewValueReply expected. */
            expected: number;

            /** SendNewValueReply leader. */
            leader: number;

            /** SendNewValueReply ballot. */
            ballot: number;

            /** SendNewValueReply origin. */
            origin: number;

            /**
             * Encodes the specified SendNewValueReply message. Does not implicitly {@link gaios.v1.SendNewValueReply.verify|verify} messages.
             * @param message SendNewValueReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.SendNewValueReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SendNewValueReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.SendNewValueReply & gaios.v1.SendNewValueReply.$Shape} SendNewValueReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.SendNewValueReply & gaios.v1.SendNewValueReply.$Shape;
        }

        namespace SendNewValueReply {

            /** Properties of a SendNewValueReply. */
            interface $Properties {

                /** SendNewValueReply boot */
                boot?: number;

                /** SendNewValueReply verdict */
                verdict?: gaios.v1.SendNewValueReply.Verdict;

                /** SendNewValueReply expected */
                expected?: number;

                /** SendNewValueReply leader */
                leader?: number;

                /** SendNewValueReply ballot */
                ballot?: number;

                /** SendNewValueReply origin */
                origin?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SendNewValueReply. */
            type $Shape = gaios.v1.SendNewValueReply.$Properties;

            /** Verdict enum. */
            enum Verdict {

                /** UNSPECIFIED value */
                UNSPECIFIED = 0,

                /** GAP value */
                GAP = 1,

                /** FULL value */
                FULL = 2,

                /** NOT_LEADER value */
                NOT_LEADER = 3
            }
        }

        /**
         * Properties of an AskForReadIndex.
         * @deprecated Use gaios.v1.AskForReadIndex.$Properties instead.
         */
        interface IAskForReadIndex extends gaios.v1.AskForReadIndex.$Properties {
        }

        /** Represents an AskForReadIndex. */
        class AskForReadIndex {

            /**
             * Constructs a new AskForReadIndex.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.AskForReadIndex.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AskForReadIndex boot. */
            boot: number;

            /** AskForReadIndex requestId. */
            requestId: number;

            /** AskForReadIndex origin. */
            origin: number;

            /**
             * Encodes the specified AskForReadIndex message. Does not implicitly {@link gaios.v1.AskForReadIndex.verify|verify} messages.
             * @param message AskForReadIndex message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.AskForReadIndex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AskForReadIndex message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.AskForReadIndex & gaios.v1.AskForReadIndex.$Shape} AskForReadIndex
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.AskForReadIndex & gaios.v1.AskForReadIndex.$Shape;
        }

        namespace AskForReadIndex {

            /** Properties of an AskForReadIndex. */
            interface $Properties {

                /** AskForReadIndex boot */
                boot?: number;

                /** AskForReadIndex requestId */
                requestId?: number;

                /** AskForReadIndex origin */
                origin?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AskForReadIndex. */
            type $Shape = gaios.v1.AskForReadIndex.$Properties;
        }

        /**
         * Properties of a ReadIndex.
         * @deprecated Use gaios.v1.ReadIndex.$Properties instead.
         */
        interface IReadIndex extends gaios.v1.ReadIndex.$Properties {
        }

        /** Represents a ReadIndex. */
        class ReadIndex {

            /**
             * Constructs a new ReadIndex.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ReadIndex.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadIndex boot. */
            boot: number;

            /** ReadIndex requestId. */
            requestId: number;

            /** ReadIndex instanceId. */
            instanceId: number;

            /** ReadIndex origin. */
            origin: number;

            /**
             * Encodes the specified ReadIndex message. Does not implicitly {@link gaios.v1.ReadIndex.verify|verify} messages.
             * @param message ReadIndex message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ReadIndex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadIndex message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ReadIndex & gaios.v1.ReadIndex.$Shape} ReadIndex
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ReadIndex & gaios.v1.ReadIndex.$Shape;
        }

        namespace ReadIndex {

            /** Properties of a ReadIndex. */
            interface $Properties {

                /** ReadIndex boot */
                boot?: number;

                /** ReadIndex requestId */
                requestId?: number;

                /** ReadIndex instanceId */
                instanceId?: number;

                /** ReadIndex origin */
                origin?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadIndex. */
            type $Shape = gaios.v1.ReadIndex.$Properties;
        }

        /**
         * Properties of a ConfirmLeader.
         * @deprecated Use gaios.v1.ConfirmLeader.$Properties instead.
         */
        interface IConfirmLeader extends gaios.v1.ConfirmLeader.$Properties {
        }

        /** Represents a ConfirmLeader. */
        class ConfirmLeader {

            /**
             * Constructs a new ConfirmLeader.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ConfirmLeader.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConfirmLeader ballot. */
            ballot: number;

            /** ConfirmLeader round. */
            round: number;

            /**
             * Encodes the specified ConfirmLeader message. Does not implicitly {@link gaios.v1.ConfirmLeader.verify|verify} messages.
             * @param message ConfirmLeader message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ConfirmLeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConfirmLeader message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmLeader & gaios.v1.ConfirmLeader.$Shape} ConfirmLeader
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ConfirmLeader & gaios.v1.ConfirmLeader.$Shape;
        }

        namespace ConfirmLeader {

            /** Properties of a ConfirmLeader. */
            interface $Properties {

                /** ConfirmLeader ballot */
                ballot?: number;

                /** ConfirmLeader round */
                round?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConfirmLeader. */
            type $Shape = gaios.v1.ConfirmLeader.$Properties;
        }

        /**
         * Properties of a ConfirmLeaderReply.
         * @deprecated Use gaios.v1.ConfirmLeaderReply.$Properties instead.
         */
        interface IConfirmLeaderReply extends gaios.v1.ConfirmLeaderReply.$Properties {
        }

        /** Represents a ConfirmLeaderReply. */
        class ConfirmLeaderReply {

            /**
             * Constructs a new ConfirmLeaderReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ConfirmLeaderReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ConfirmLeaderReply ballot. */
            ballot: number;

            /** ConfirmLeaderReply proposer. */
            proposer: Uint8Array;

            /** ConfirmLeaderReply round. */
            round: number;

            /** ConfirmLeaderReply promised. */
            promised: number;

            /**
             * Encodes the specified ConfirmLeaderReply message. Does not implicitly {@link gaios.v1.ConfirmLeaderReply.verify|verify} messages.
             * @param message ConfirmLeaderReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ConfirmLeaderReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ConfirmLeaderReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ConfirmLeaderReply & gaios.v1.ConfirmLeaderReply.$Shape} ConfirmLeaderReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ConfirmLeaderReply & gaios.v1.ConfirmLeaderReply.$Shape;
        }

        namespace ConfirmLeaderReply {

            /** Properties of a ConfirmLeaderReply. */
            interface $Properties {

                /** ConfirmLeaderReply ballot */
                ballot?: number;

                /** ConfirmLeaderReply proposer */
                proposer?: Uint8Array;

                /** ConfirmLeaderReply round */
                round?: number;

                /** ConfirmLeaderReply promised */
                promised?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ConfirmLeaderReply. */
            type $Shape = gaios.v1.ConfirmLeaderReply.$Properties;
        }

        /**
         * Properties of a CompareChecksum.
         * @deprecated Use gaios.v1.CompareChecksum.$Properties instead.
         */
        interface ICompareChecksum extends gaios.v1.CompareChecksum.$Properties {
        }

        /** Represents a CompareChecksum. */
        class CompareChecksum {

            /**
             * Constructs a new CompareChecksum.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.CompareChecksum.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CompareChecksum instanceId. */
            instanceId: number;

            /** CompareChecksum checksum. */
            checksum: number;

            /**
             * Encodes the specified CompareChecksum message. Does not implicitly {@link gaios.v1.CompareChecksum.verify|verify} messages.
             * @param message CompareChecksum message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.CompareChecksum.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CompareChecksum message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.CompareChecksum & gaios.v1.CompareChecksum.$Shape} CompareChecksum
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.CompareChecksum & gaios.v1.CompareChecksum.$Shape;
        }

        namespace CompareChecksum {

            /** Properties of a CompareChecksum. */
            interface $Properties {

                /** CompareChecksum instanceId */
                instanceId?: number;

                /** CompareChecksum checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CompareChecksum. */
            type $Shape = gaios.v1.CompareChecksum.$Properties;
        }

        /**
         * Properties of a CompareChecksumReply.
         * @deprecated Use gaios.v1.CompareChecksumReply.$Properties instead.
         */
        interface ICompareChecksumReply extends gaios.v1.CompareChecksumReply.$Properties {
        }

        /** Represents a CompareChecksumReply. */
        class CompareChecksumReply {

            /**
             * Constructs a new CompareChecksumReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.CompareChecksumReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CompareChecksumReply instanceId. */
            instanceId: number;

            /** CompareChecksumReply checksum. */
            checksum: number;

            /**
             * Encodes the specified CompareChecksumReply message. Does not implicitly {@link gaios.v1.CompareChecksumReply.verify|verify} messages.
             * @param message CompareChecksumReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.CompareChecksumReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CompareChecksumReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.CompareChecksumReply & gaios.v1.CompareChecksumReply.$Shape} CompareChecksumReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.CompareChecksumReply & gaios.v1.CompareChecksumReply.$Shape;
        }

        namespace CompareChecksumReply {

            /** Properties of a CompareChecksumReply. */
            interface $Properties {

                /** CompareChecksumReply instanceId */
                instanceId?: number;

                /** CompareChecksumReply checksum */
                checksum?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CompareChecksumReply. */
            type $Shape = gaios.v1.CompareChecksumReply.$Properties;
        }

        /**
         * Properties of a FrameworkState.
         * @deprecated Use gaios.v1.FrameworkState.$Properties instead.
         */
        interface IFrameworkState extends gaios.v1.FrameworkState.$Properties {
        }

        /** Represents a FrameworkState. */
        class FrameworkState {

            /**
             * Constructs a new FrameworkState.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.FrameworkState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FrameworkState format. */
            format: number;

            /** FrameworkState instanceId. */
            instanceId: number;

            /** FrameworkState checksum. */
            checksum: number;

            /** FrameworkState nowMs. */
            nowMs: number;

            /** FrameworkState configuration. */
            configuration: Uint8Array;

            /** FrameworkState executions. */
            executions: gaios.v1.ExecutionRow[];

            /** FrameworkState clients. */
            clients: gaios.v1.ClientRow[];

            /** FrameworkState machines. */
            machines: gaios.v1.MachineState[];

            /**
             * Encodes the specified FrameworkState message. Does not implicitly {@link gaios.v1.FrameworkState.verify|verify} messages.
             * @param message FrameworkState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.FrameworkState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FrameworkState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.FrameworkState & gaios.v1.FrameworkState.$Shape} FrameworkState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.FrameworkState & gaios.v1.FrameworkState.$Shape;
        }

        namespace FrameworkState {

            /** Properties of a FrameworkState. */
            interface $Properties {

                /** FrameworkState format */
                format?: number;

                /** FrameworkState instanceId */
                instanceId?: number;

                /** FrameworkState checksum */
                checksum?: number;

                /** FrameworkState nowMs */
                nowMs?: number;

                /** FrameworkState configuration */
                configuration?: Uint8Array;

                /** FrameworkState executions */
                executions?: gaios.v1.ExecutionRow.$Properties[];

                /** FrameworkState clients */
                clients?: gaios.v1.ClientRow.$Properties[];

                /** FrameworkState machines */
                machines?: gaios.v1.MachineState.$Properties[];

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FrameworkState. */
            type $Shape = gaios.v1.FrameworkState.$Properties;
        }

        /**
         * Properties of an ExecutionRow.
         * @deprecated Use gaios.v1.ExecutionRow.$Properties instead.
         */
        interface IExecutionRow extends gaios.v1.ExecutionRow.$Properties {
        }

        /** Represents an ExecutionRow. */
        class ExecutionRow {

            /**
             * Constructs a new ExecutionRow.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ExecutionRow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExecutionRow nodeId. */
            nodeId: number;

            /** ExecutionRow storageId. */
            storageId: Uint8Array;

            /** ExecutionRow boot. */
            boot: number;

            /** ExecutionRow last. */
            last: number;

            /**
             * Encodes the specified ExecutionRow message. Does not implicitly {@link gaios.v1.ExecutionRow.verify|verify} messages.
             * @param message ExecutionRow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ExecutionRow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExecutionRow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ExecutionRow & gaios.v1.ExecutionRow.$Shape} ExecutionRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ExecutionRow & gaios.v1.ExecutionRow.$Shape;
        }

        namespace ExecutionRow {

            /** Properties of an ExecutionRow. */
            interface $Properties {

                /** ExecutionRow nodeId */
                nodeId?: number;

                /** ExecutionRow storageId */
                storageId?: Uint8Array;

                /** ExecutionRow boot */
                boot?: number;

                /** ExecutionRow last */
                last?: number;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExecutionRow. */
            type $Shape = gaios.v1.ExecutionRow.$Properties;
        }

        /**
         * Properties of a ClientRow.
         * @deprecated Use gaios.v1.ClientRow.$Properties instead.
         */
        interface IClientRow extends gaios.v1.ClientRow.$Properties {
        }

        /** Represents a ClientRow. */
        class ClientRow {

            /**
             * Constructs a new ClientRow.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ClientRow.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientRow clientId. */
            clientId: string;

            /** ClientRow forgottenUpTo. */
            forgottenUpTo: number;

            /** ClientRow lastInstance. */
            lastInstance: number;

            /** ClientRow results. */
            results: gaios.v1.ClientResult[];

            /**
             * Encodes the specified ClientRow message. Does not implicitly {@link gaios.v1.ClientRow.verify|verify} messages.
             * @param message ClientRow message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ClientRow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientRow message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ClientRow & gaios.v1.ClientRow.$Shape} ClientRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ClientRow & gaios.v1.ClientRow.$Shape;
        }

        namespace ClientRow {

            /** Properties of a ClientRow. */
            interface $Properties {

                /** ClientRow clientId */
                clientId?: string;

                /** ClientRow forgottenUpTo */
                forgottenUpTo?: number;

                /** ClientRow lastInstance */
                lastInstance?: number;

                /** ClientRow results */
                results?: gaios.v1.ClientResult.$Properties[];

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientRow. */
            type $Shape = gaios.v1.ClientRow.$Properties;
        }

        /**
         * Properties of a ClientResult.
         * @deprecated Use gaios.v1.ClientResult.$Properties instead.
         */
        interface IClientResult extends gaios.v1.ClientResult.$Properties {
        }

        /** Represents a ClientResult. */
        class ClientResult {

            /**
             * Constructs a new ClientResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.ClientResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ClientResult number. */
            number: number;

            /** ClientResult instanceId. */
            instanceId: number;

            /** ClientResult batchIndex. */
            batchIndex: number;

            /** ClientResult result. */
            result: Uint8Array;

            /**
             * Encodes the specified ClientResult message. Does not implicitly {@link gaios.v1.ClientResult.verify|verify} messages.
             * @param message ClientResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.ClientResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ClientResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.ClientResult & gaios.v1.ClientResult.$Shape} ClientResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.ClientResult & gaios.v1.ClientResult.$Shape;
        }

        namespace ClientResult {

            /** Properties of a ClientResult. */
            interface $Properties {

                /** ClientResult number */
                number?: number;

                /** ClientResult instanceId */
                instanceId?: number;

                /** ClientResult batchIndex */
                batchIndex?: number;

                /** ClientResult result */
                result?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ClientResult. */
            type $Shape = gaios.v1.ClientResult.$Properties;
        }

        /**
         * Properties of a MachineState.
         * @deprecated Use gaios.v1.MachineState.$Properties instead.
         */
        interface IMachineState extends gaios.v1.MachineState.$Properties {
        }

        /** Represents a MachineState. */
        class MachineState {

            /**
             * Constructs a new MachineState.
             * @param [properties] Properties to set
             */
            constructor(properties?: gaios.v1.MachineState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MachineState smId. */
            smId: number;

            /** MachineState state. */
            state: Uint8Array;

            /**
             * Encodes the specified MachineState message. Does not implicitly {@link gaios.v1.MachineState.verify|verify} messages.
             * @param message MachineState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: gaios.v1.MachineState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MachineState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {gaios.v1.MachineState & gaios.v1.MachineState.$Shape} MachineState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): gaios.v1.MachineState & gaios.v1.MachineState.$Shape;
        }

        namespace MachineState {

            /** Properties of a MachineState. */
            interface $Properties {

                /** MachineState smId */
                smId?: number;

                /** MachineState state */
                state?: Uint8Array;

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MachineState. */
            type $Shape = gaios.v1.MachineState.$Properties;
        }
    }
}

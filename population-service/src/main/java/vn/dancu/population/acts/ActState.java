package vn.dancu.population.acts;

import vn.dancu.platform.problem.ProblemException;

/** How far an act is. Nothing leads out of the states in which it is done with. */
public enum ActState {
    /** Waits for the second officer; nothing has changed yet. */
    PROPOSED {
        @Override
        public ActState after(ActCommand command) {
            return switch (command) {
                case APPROVE -> RECORDED;
                case REFUSE -> REFUSED;
                case WITHDRAW -> WITHDRAWN;
                case ANNUL -> throw notRecorded();
            };
        }
    },
    /** In force: the records show it. */
    RECORDED {
        @Override
        public ActState after(ActCommand command) {
            return switch (command) {
                case ANNUL -> ANNULMENT_PROPOSED;
                case APPROVE, REFUSE, WITHDRAW -> throw decided();
            };
        }
    },
    /** Never was in force. */
    REFUSED {
        @Override
        public ActState after(ActCommand command) {
            throw command == ActCommand.ANNUL ? notRecorded() : decided();
        }
    },
    /** Taken back by who proposed it, before it was in force. */
    WITHDRAWN {
        @Override
        public ActState after(ActCommand command) {
            throw command == ActCommand.ANNUL ? notRecorded() : decided();
        }
    },
    /** In force until a second officer agrees that it never should have been. */
    ANNULMENT_PROPOSED {
        @Override
        public ActState after(ActCommand command) {
            return switch (command) {
                case APPROVE -> ANNULLED;
                case REFUSE, WITHDRAW -> RECORDED;
                case ANNUL ->
                        throw ProblemException.conflict(
                                "annulment_already_proposed",
                                "An annulment of this act waits for its second officer.");
            };
        }
    },
    /** As if it had never happened; that it did stays on record. */
    ANNULLED {
        @Override
        public ActState after(ActCommand command) {
            throw command == ActCommand.ANNUL
                    ? ProblemException.conflict(
                            "act_already_annulled", "This act was annulled before.")
                    : decided();
        }
    };

    /**
     * @throws ProblemException 409 where the command cannot follow: {@code act_already_decided},
     *     {@code act_not_recorded}, {@code act_already_annulled}, {@code
     *     annulment_already_proposed}
     */
    public abstract ActState after(ActCommand command);

    /** Whether it waits for a second officer. */
    public boolean isOpen() {
        return this == PROPOSED || this == ANNULMENT_PROPOSED;
    }

    /** Whether the records show it. */
    public boolean isInForce() {
        return this == RECORDED || this == ANNULMENT_PROPOSED;
    }

    private static ProblemException decided() {
        return ProblemException.conflict("act_already_decided", "Nothing of this act is open.");
    }

    private static ProblemException notRecorded() {
        return ProblemException.conflict(
                "act_not_recorded", "Only what is recorded can be annulled.");
    }
}

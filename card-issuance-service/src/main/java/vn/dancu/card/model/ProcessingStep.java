package vn.dancu.card.model;

import java.util.EnumMap;
import java.util.Map;

/** The parts of the way that have a time limit of their own (Circular 60/2021 Art 5). */
public enum ProcessingStep {
    /** From the citizen's coming to the handing in. */
    UNIT,
    /** From the handing in to the checked card: approving and making it. */
    CENTRE,
    /** From the checked card to the unit. */
    TRANSPORT,
    /** From the citizen's coming to the card at the unit (Law 59/2014 Art 25). */
    TOTAL;

    /** What a command does to the time limit of a step. */
    public enum Effect {
        BEGINS,
        /** It is met, on time or late. */
        ENDS,
        /** What had ended goes on under the day that was set before. */
        GOES_ON
    }

    /**
     * What a command does to the time limits. Whoever waits for another's correction is not late; a
     * card that is made again keeps the day on which it was due.
     *
     * @param after the state the command has led to
     */
    public static Map<ProcessingStep, Effect> effectsOf(Command command, ApplicationState after) {
        Map<ProcessingStep, Effect> effects = new EnumMap<>(ProcessingStep.class);
        if (!after.isOpen()) {
            for (ProcessingStep step : values()) {
                effects.put(step, Effect.ENDS);
            }
            return effects;
        }
        switch (command) {
            case RECEIVE -> {
                effects.put(UNIT, Effect.BEGINS);
                effects.put(TOTAL, Effect.BEGINS);
            }
            case SUBMIT, RESUBMIT -> {
                effects.put(UNIT, Effect.ENDS);
                effects.put(CENTRE, Effect.BEGINS);
            }
            case RETURN, RECALL -> {
                effects.put(CENTRE, Effect.ENDS);
                effects.put(TRANSPORT, Effect.ENDS);
                effects.put(UNIT, Effect.BEGINS);
            }
            case PASS_QUALITY -> {
                effects.put(CENTRE, Effect.ENDS);
                effects.put(TRANSPORT, Effect.BEGINS);
            }
            case FAIL_QUALITY, LOSE -> {
                effects.put(CENTRE, Effect.GOES_ON);
                effects.put(TRANSPORT, Effect.ENDS);
                effects.put(TOTAL, Effect.GOES_ON);
            }
            case ARRIVE -> {
                effects.put(TRANSPORT, Effect.ENDS);
                effects.put(TOTAL, Effect.ENDS);
            }
            default -> {
                // The other commands are steps within one part of the way.
            }
        }
        return effects;
    }

    /** What the handing in of a complete dossier begins. */
    public static Map<ProcessingStep, Effect> effectsOfFiling() {
        return Map.of(CENTRE, Effect.BEGINS, TOTAL, Effect.BEGINS);
    }
}

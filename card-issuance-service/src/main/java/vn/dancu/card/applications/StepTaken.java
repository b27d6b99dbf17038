package vn.dancu.card.applications;

import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.Command;

/**
 * A step was stored; heard within its transaction by the features that keep something beside the
 * application.
 */
public record StepTaken(CardApplication after, Command command) {}

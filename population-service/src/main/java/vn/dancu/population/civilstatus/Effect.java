package vn.dancu.population.civilstatus;

import java.util.function.Consumer;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;

/** What an event makes of one record. */
record Effect(PersonRecord person, Change change, Consumer<PersonDraft> edit) {}

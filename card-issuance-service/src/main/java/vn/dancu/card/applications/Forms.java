package vn.dancu.card.applications;

import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardRuleException;

/** The forms CC02 that were printed. The last one of an application counts. */
@Repository
class Forms {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int CODE_LENGTH = 12;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecureRandom random = new SecureRandom();

    Forms(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A code for another form: it says nothing of its citizen and cannot be guessed. */
    String nextCode() {
        StringBuilder out = new StringBuilder("CC02-");
        for (int i = 0; i < CODE_LENGTH; i++) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }

    void print(CardApplication application, FormContent form) {
        jdbc.sql(
                        """
                        insert into application_form (person_id, application_id, code, printed_at,
                            content)
                        values (:person, :application, :code, :at, :content::jsonb)
                        """)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .param("code", form.code())
                .param("at", Timestamp.from(form.printedAt()))
                .param("content", json.writeValueAsString(form))
                .update();
    }

    /**
     * The citizen signed this form.
     *
     * @throws CardRuleException {@code form_outdated} (422) if another one was printed last
     */
    void sign(CardApplication application, String code, Instant at) {
        boolean last = last(application).filter(form -> form.code().equals(code)).isPresent();
        if (!last) {
            throw CardRuleException.refused(
                    "form_outdated", "the form that was printed last is signed", "/formCode");
        }
        jdbc.sql(
                        """
                        update application_form set signed_at = :at
                        where person_id = :person and application_id = :application
                          and code = :code
                        """)
                .param("at", Timestamp.from(at))
                .param("person", application.personId())
                .param("application", application.applicationId())
                .param("code", code)
                .update();
    }

    Optional<FormContent> last(CardApplication application) {
        return jdbc.sql(
                        """
                        select content from application_form
                        where person_id = :person and application_id = :application
                        order by printed_at desc, code
                        limit 1
                        """)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .query(String.class)
                .optional()
                .map(content -> json.readValue(content, FormContent.class));
    }
}

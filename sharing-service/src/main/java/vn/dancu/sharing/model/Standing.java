package vn.dancu.sharing.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agency brings to an access: its active agreements, its clients and its officers.
 *
 * @param agreements of the agency, in any state; at most one that is active names a procedure for
 *     the register, and one for the sandbox
 */
public record Standing(
        List<Agreement> agreements, List<Client> clients, Set<OfficerCode> officers) {
    public static final Standing NONE = new Standing(List.of(), List.of(), Set.of());

    public Standing {
        agreements = List.copyOf(agreements);
        clients = List.copyOf(clients);
        officers = Set.copyOf(officers);
    }

    public Optional<Client> client(ClientId id) {
        return clients.stream().filter(client -> client.id().equals(id)).findFirst();
    }
}

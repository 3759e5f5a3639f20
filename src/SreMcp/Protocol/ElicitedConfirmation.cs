using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Protocol;

/// <summary>Asks through the client's form. The first round ends the call with the question; the second comes back with seal and answer.</summary>
internal sealed class ElicitedConfirmation(RequestContext<CallToolRequestParams> request, ConfirmationSeal seal) : IConfirmation
{
    private const string Key = "confirm";

    public ConfirmationAnswer Ask(string question, string binding)
    {
        if (request.Params?.RequestState is { } state)
        {
            if (!seal.TryOpen(state, binding))
            {
                throw new SreException(Errors.Arguments.ForgedConfirmation, "The confirmation does not belong to this call, was used before, or has expired.");
            }

            return Answered() ? ConfirmationAnswer.Yes : ConfirmationAnswer.No;
        }

        if (request.Server.ClientCapabilities?.Elicitation is null || !request.Server.IsMrtrSupported)
        {
            return ConfirmationAnswer.Unavailable;
        }

        throw new InputRequiredException(
            new Dictionary<string, InputRequest>(StringComparer.Ordinal)
            {
                [Key] = InputRequest.ForElicitation(new ElicitRequestParams
                {
                    Message = question,
                    RequestedSchema = new()
                    {
                        Properties = { [Key] = new ElicitRequestParams.BooleanSchema { Title = "Do it", Description = "Exactly what is written above." } },
                        Required = [Key],
                    },
                }),
            },
            seal.Issue(binding));
    }

    private bool Answered()
    {
        try
        {
            return request.Params?.InputResponses is { } responses
                && responses.TryGetValue(Key, out var response)
                && response.Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { IsAccepted: true, Content: { } content }
                && content.TryGetValue(Key, out var value)
                && value.ValueKind is JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

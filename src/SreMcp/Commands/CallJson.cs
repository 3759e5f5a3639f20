using System.Text.Json.Serialization;

namespace SreMcp.Commands;

/// <summary>JSON that commands write.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class CallJson : JsonSerializerContext;

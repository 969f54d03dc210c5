namespace BenefitWorkflow.Files;

/// <summary>The checksum of zip archives (CRC-32, polynomial EDB88320); the runtime's zip reader does not compare it.</summary>
internal struct Crc32()
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Step((uint)i, 8))];

    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var b in bytes) state = Table[(state ^ b) & 0xFF] ^ (state >> 8);
        _state = state;
    }

    private static uint Step(uint value, int bits) => bits == 0 ? value : Step((value >> 1) ^ ((value & 1) == 0 ? 0 : 0xEDB88320), bits - 1);
}

# Writes ConfusablesData.cs from what ICU (the library icui18n, a need of the academy anyway) has of UTS #39:
#   python3 generate-confusables.py > ConfusablesData.cs
# What has a compatibility form (fullwidth, mathematical letters) is left out: names are brought to that form first.
# A target and what looks like it, a pair of words: the target's code points joined by '+', the others with their runs.
import ctypes
import ctypes.util
import re
import unicodedata

path = ctypes.util.find_library("icui18n")
version = re.search(r"so\.(\d+)", path).group(1)
icu = ctypes.CDLL(path)
common = ctypes.CDLL(path.replace("icui18n", "icuuc"))
open_checker = getattr(icu, f"uspoof_open_{version}")
open_checker.restype = ctypes.c_void_p
skeleton = getattr(icu, f"uspoof_getSkeletonUTF8_{version}")
skeleton.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p,
                     ctypes.c_int32, ctypes.POINTER(ctypes.c_int)]
error = ctypes.c_int(0)
checker = open_checker(ctypes.byref(error))

numbers = (ctypes.c_uint8 * 4)()
getattr(common, f"u_getUnicodeVersion_{version}")(numbers)


def skeleton_of(text):
    room = ctypes.create_string_buffer(256)
    data = text.encode()
    length = skeleton(checker, 0, data, len(data), room, len(room), ctypes.byref(error))
    assert error.value <= 0, (text, error.value)
    return room.raw[:length].decode()


looks = {}
for point in range(0x21, 0x110000):
    letter = chr(point)
    if 0xD800 <= point <= 0xDFFF or unicodedata.normalize("NFKD", letter) != letter:
        continue
    target = skeleton_of(letter)
    if target and target != letter:
        looks.setdefault(target, []).append(point)


def runs(points):
    found = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return ",".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in found)


words = [f"{'+'.join(f'{ord(c):X}' for c in target)}={runs(points)}" for target, points in looks.items()]
# A line ends between two words, or behind a comma within one.
text = " ".join(words)
lines = []
while text:
    end = len(text) if len(text) <= 106 else 1 + max(text.rfind(" ", 0, 106), text.rfind(",", 0, 106))
    lines.append(text[:end].rstrip())
    text = text[end:]
print(f'''namespace Academy.Unicode;

/// <summary>
/// What looks like what (confusables of UTS #39), of Unicode {numbers[0]}, written by generate-confusables.py beside this
/// file: code points in hexadecimal digits, a target and what looks like it.
/// </summary>
internal static class ConfusablesData
{{
    public const string Looks = """''')
print("\n".join(f"        {line}" for line in lines))
print('        """;\n}')

# What is masked. Texts that the bundle knows of came with all their forms. For those that scripts declare to be secret
# the forms are made here: as shells, JSON, URLs, markup, base64 and hex would write each line and the whole.
mask_values=()

# Adds one text to those that are looked for. Nothing of fewer than four characters is; one that goes over several lines
# stands in no line.
put_mask() {
  local at signs=${1//[$'\200'-$'\277']/}
  if [ ${#signs} -lt 4 ]; then return 0; fi
  case $1 in *"$newline"*) return 0 ;; esac
  for ((at = mask_start; at < ${#masks[@]}; at++)); do
    if [ "${masks[$at]}" = "$1" ]; then return 0; fi
  done
  masks+=("$1")
}

# As a part of any longer base64 text: by where it starts within three bytes, without the characters that it shares with
# what is around it; and by the widths that tools break one at.
put_base64_masks() {
  local before text form width from whole='' offset=0
  for before in '' x xx; do
    base64_text "$before$1" && text=$REPLY
    if [ $offset = 0 ]; then whole=$text; fi
    from=$(((offset * 4 + 2) / 3))
    form=${text:from:$(((offset + ${#1}) * 4 / 3 - from))}
    put_mask "$form"
    form=${form//+/-}
    put_mask "${form//\//_}"
    offset=$((offset + 1))
  done
  text=$whole
  put_mask "$text"
  form=${text%%=*}
  put_mask "$form"
  form=${form//+/-}
  put_mask "${form//\//_}"
  for width in 64 76; do
    if [ ${#text} -le $width ]; then continue; fi
    for ((from = 0; from < ${#text}; from += width)); do
      form=${text:from:width}
      if [ ${#form} -ge 8 ]; then put_mask "$form"; fi
    done
  done
}

# Percent encodings and hex. Encoders differ in what they leave as it is, in the case of digits, and in how they write a
# space.
put_byte_masks() {
  local kept sign code upper lower at rest=${1//[A-Za-z0-9%]/}
  local signs=('%') codes=(37)
  while [ -n "$rest" ]; do
    sign=${rest:0:1}
    rest=${rest//"$sign"/}
    printf -v code '%d' "'$sign"
    signs+=("$sign") codes+=($((code & 255)))
  done
  for kept in '-_.~' "-_.!~*'()" "-_.!~*'();,/?:@&=+\$#" '-_.~/' '-_.*' '-_.'; do
    upper=$1 lower=$1
    for at in "${!signs[@]}"; do
      case $kept in *"${signs[$at]}"*) continue ;; esac
      printf -v code '%02X' "${codes[$at]}"
      upper=${upper//"${signs[$at]}"/%$code}
      printf -v code '%02x' "${codes[$at]}"
      lower=${lower//"${signs[$at]}"/%$code}
    done
    put_mask "$upper" && put_mask "$lower" && put_mask "${upper//%20/+}" && put_mask "${lower//%20/+}"
  done
  hex_text "$1" && lower=$REPLY upper=$REPLY
  for sign in a b c d e f; do
    printf -v code '\\%o' $((16#$sign + 55))
    printf -v code "$code"
    upper=${upper//$sign/$code}
  done
  put_mask "$lower" && put_mask "$upper"
}

# As JSON, shells and markup quote it.
put_quoted_masks() {
  local text mark form
  json_text "$1" && put_mask "$REPLY" && put_mask "${REPLY//\//$backslash/}"
  quoted "$1" && text=${REPLY#"$quote"} && put_mask "${text%"$quote"}"
  put_mask "${1//"$quote"/$quote$double$quote$double$quote}"
  put_mask "${1//"$quote"/$quote$quote}"
  put_mask "${1//"$quote"/$backslash$quote}"
  text=$1
  for mark in "$backslash" "$double" '$' '`'; do text=${text//"$mark"/$backslash$mark}; done
  put_mask "$text"
  printf -v text '%q' "$1"
  case $text in "\$'"*) text=${text#??} && text=${text%"$quote"} ;; esac
  put_mask "$text"
  text=${1//'&'/&amp;}
  text=${text//'<'/&lt;}
  text=${text//'>'/&gt;}
  put_mask "$text"
  text=${text//"$double"/&quot;}
  for form in "$quote" '&#39;' '&#x27;' '&apos;'; do put_mask "${text//"$quote"/$form}"; done
}

# Adds a text that scripts declared to be secret.
add_mask() {
  local LC_ALL=C line signs known mask_start whole=$1
  for known in ${mask_values[@]+"${mask_values[@]}"}; do
    if [ "$known" = "$1" ]; then return 0; fi
  done
  mask_values+=("$1")
  while IFS= read -r line || [ -n "$line" ]; do
    signs=${line//[$'\200'-$'\277']/}
    if [ ${#signs} -lt 4 ]; then continue; fi
    mask_start=${#masks[@]}
    put_mask "$line"
    signs=${line#"${line%%[![:space:]]*}"}
    put_mask "${signs%"${signs##*[![:space:]]}"}"
    put_base64_masks "$line" && put_quoted_masks "$line" && put_byte_masks "$line"
  done < <(printf '%s' "${1//$'\r'/$newline}")
  case $1 in *"$newline"* | *$'\r'*) ;; *) return 0 ;; esac
  if [ ${#1} -lt 4 ]; then return 0; fi
  # The other forms of the whole are those of its lines, one after the other.
  put_base64_masks "$1"
  # Shells take the line breaks at the end away.
  while :; do
    case $whole in *"$newline" | *$'\r') whole=${whole%?} ;; *) break ;; esac
  done
  put_base64_masks "$whole"
}

# Sets REPLY to a text without secrets. Each is looked for in the text as it came, so that of those that lie across each
# other, or of which one begins another one, nothing is left.
masked() {
  local LC_ALL=C mask text=$1 rest before at end
  local ends=()
  for mask in ${masks[@]+"${masks[@]}"}; do
    case $text in *"$mask"*) ;; *) continue ;; esac
    rest=$text at=0
    while :; do
      before=${rest%%"$mask"*}
      if [ ${#before} -eq ${#rest} ]; then break; fi
      at=$((at + ${#before}))
      end=$((at + ${#mask}))
      if [ "$end" -gt "${ends[$at]-0}" ]; then ends[$at]=$end; fi
      rest=${rest:$((${#before} + 1))} at=$((at + 1))
    done
  done
  REPLY=$text
  if [ ${#ends[@]} -eq 0 ]; then return 0; fi
  REPLY='' end=0
  for at in "${!ends[@]}"; do
    if [ "$at" -ge "$end" ]; then REPLY=$REPLY${text:end:$((at - end))}••••••; fi
    if [ "${ends[$at]}" -gt "$end" ]; then end=${ends[$at]}; fi
  done
  REPLY=$REPLY${text:end}
}
